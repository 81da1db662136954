// Every page is sound HTML, and nothing on it leads nowhere.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { test } from "node:test";
import vnu from "vnu-jar";
import { build, files } from "./harness.mjs";

const site = build();
const pages = files(site, ".html");

// The checker reads files, and takes `'self'` for another origin than `file:`.
const known = /Resource violates Content Security Policy/;

test("the HTML checker has nothing to say", () => {
  assert.ok(pages.length > 50, `${pages.length} pages`);
  const run = spawnSync("java", ["-jar", vnu, "--format", "json", "--skip-non-html", site], {
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  const messages = JSON.parse(run.stderr).messages.filter((message) => !known.test(message.message));
  const lines = messages.map((m) => `${m.url?.slice(`file:${site}`.length)}:${m.lastLine} ${m.type}: ${m.message}`);
  assert.deepEqual(lines, []);
});

test("no link is broken", () => {
  const ids = new Map();
  for (const page of pages) {
    const html = readFileSync(join(site, page), "utf8");
    ids.set(page, new Set([...html.matchAll(/ id="([^"]*)"/g)].map((m) => m[1])));
  }
  const broken = [];
  let seen = 0;
  for (const page of pages) {
    const html = readFileSync(join(site, page), "utf8");
    for (const [, , url] of html.matchAll(/ (href|src)="([^"]*)"/g)) {
      if (/^[a-z]+:/.test(url)) continue;
      seen += 1;
      const [path, fragment] = url.replace(/&amp;/g, "&").split("#");
      const base = page === "404.html" && path.startsWith("/") ? path.slice(1) : join(dirname(page), path);
      const target = path === "" ? page : normalize(decodeURIComponent(base));
      if (!existsSync(join(site, target))) broken.push(`${page}: ${url}`);
      else if (fragment && ids.has(target) && !ids.get(target).has(decodeURIComponent(fragment))) {
        broken.push(`${page}: ${url}`);
      }
    }
  }
  assert.ok(seen > 500, `${seen} links`);
  assert.deepEqual(broken, []);
});

test("no page has inline script or style, and nothing comes from another host", () => {
  for (const page of pages) {
    const html = readFileSync(join(site, page), "utf8");
    assert.doesNotMatch(html, / style="| on[a-z]+="|<style|<script(?![^>]* src=)/, page);
    assert.doesNotMatch(html, /integrity=|crossorigin|type="module"/, page);
    assert.doesNotMatch(html, /<(script|link rel="stylesheet"|img)[^>]*(src|href)="(https?:)?\/\//, page);
  }
});
