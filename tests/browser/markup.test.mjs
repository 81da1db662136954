// Every page is sound HTML, and nothing on it leads nowhere.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { test } from "node:test";
import vnu from "vnu-jar";
import { DOSSIERS, THEMES, site } from "./dossiers.mjs";
import { files } from "./harness.mjs";

// The checker reads files, and takes `'self'` for another origin than `file:`.
const known = /Resource violates Content Security Policy/;

for (const dossier of DOSSIERS) {
  for (const theme of THEMES) {
    const { name, skip } = dossier;

    test(`${name}, ${theme}: the HTML checker has nothing to say`, { skip }, () => {
      const folder = site(dossier, theme);
      assert.ok(files(folder, ".html").length >= 15);
      const run = spawnSync("java", ["-jar", vnu, "--format", "json", "--skip-non-html", folder], {
        encoding: "utf8",
        maxBuffer: 1 << 28,
      });
      const messages = JSON.parse(run.stderr).messages.filter((message) => !known.test(message.message));
      const lines = messages.map((m) => `${m.url?.slice(`file:${folder}`.length)}:${m.lastLine} ${m.type}: ${m.message}`);
      assert.deepEqual(lines, []);
    });

    test(`${name}, ${theme}: no link is broken`, { skip }, () => {
      const folder = site(dossier, theme);
      const pages = files(folder, ".html");
      const html = new Map(pages.map((page) => [page, readFileSync(join(folder, page), "utf8")]));
      const ids = new Map(pages.map((page) => [page, new Set([...html.get(page).matchAll(/ id="([^"]*)"/g)].map((m) => m[1]))]));
      const broken = [];
      let seen = 0;
      for (const page of pages) {
        for (const [, , url] of html.get(page).matchAll(/ (href|src)="([^"]*)"/g)) {
          if (/^[a-z]+:/.test(url)) continue;
          seen += 1;
          const [path, fragment] = url.replace(/&amp;/g, "&").split("#");
          // The links of `404.html` begin at the host's root: with the path of the dossier's own URL, if it has one.
          const root = /<a href="(\/[^"]*)index\.html"/.exec(html.get("404.html"))[1];
          const base = page === "404.html" && path.startsWith(root) ? path.slice(root.length) : join(dirname(page), path);
          const target = path === "" ? page : normalize(decodeURIComponent(base));
          if (!existsSync(join(folder, target))) broken.push(`${page}: ${url}`);
          else if (fragment && ids.has(target) && !ids.get(target).has(decodeURIComponent(fragment))) {
            broken.push(`${page}: ${url}`);
          }
        }
      }
      assert.ok(seen > 300, `${seen} links`);
      assert.deepEqual(broken, []);
    });

    test(`${name}, ${theme}: no inline script or style, nothing from another host, a description and a policy`, { skip }, () => {
      const folder = site(dossier, theme);
      for (const page of files(folder, ".html")) {
        const html = readFileSync(join(folder, page), "utf8");
        // Said without the page: what is read here may be somebody's text.
        const has = (pattern) => assert.ok(pattern.test(html), `${page}: ${pattern}`);
        const hasNot = (pattern) => assert.ok(!pattern.test(html), `${page}: ${pattern}`);
        hasNot(/ style="| on[a-z]+="|<style|<script(?![^>]* src=)/);
        hasNot(/integrity=|crossorigin|type="?module/);
        hasNot(/<(script|link rel="stylesheet"|img)[^>]*(src|href)="(https?:)?\/\//);
        if (/http-equiv="refresh"/.test(html)) continue;
        has(/<meta http-equiv="Content-Security-Policy" content="default-src 'none';/);
        has(/<meta name="description" content="[^"]{20,}">/);
      }
    });
  }
}
