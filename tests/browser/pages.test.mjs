// Pages in a browser: accessible, silent, and alike on a server, under a sub-path and from a disk.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { browser, build, fileUrl, files, kinds, serve, themed, watched } from "./harness.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const site = build();
const pages = kinds(site);
let chromium;
let server;

before(async () => {
  chromium = await browser();
  server = await serve(site);
});

after(async () => {
  await chromium?.close();
  await server?.close();
});

const sites = { broadsheet: site, ledger: themed("ledger") };
const combinations = Object.keys(sites).flatMap((theme) =>
  ["light", "dark"].flatMap((colorScheme) => [1280, 390].map((width) => ({ theme, colorScheme, width }))),
);

for (const { theme, colorScheme, width } of combinations) {
  test(`axe finds nothing in ${theme}, ${colorScheme}, ${width} px`, async () => {
    const viewport = { width, height: 900 };
    const context = await chromium.newContext({ viewport, colorScheme, bypassCSP: true });
    const page = await context.newPage();
    const found = [];
    for (const path of pages.filter((path) => path !== "404.html")) {
      await page.goto(fileUrl(sites[theme], path));
      await page.evaluate(axe);
      const { violations } = await page.evaluate((values) => window.axe.run({ runOnly: { type: "tag", values } }), tags);
      for (const v of violations) {
        found.push(`${path}: ${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160)).join(" | ")}`);
      }
    }
    await context.close();
    assert.deepEqual(found, []);
  });
}

test("pages are silent, styled, and ask no other host, under a sub-path and from the disk", async () => {
  const { context, page, complaints, asked } = await watched(chromium);
  for (const path of pages.filter((path) => path !== "404.html")) {
    for (const url of [server.url(path), fileUrl(site, path)]) {
      await page.goto(url);
      const sheets = await page.evaluate(() => [...document.styleSheets].length);
      assert.ok(sheets >= 1, url);
      const paper = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
      assert.notEqual(paper, "rgba(0, 0, 0, 0)", url);
    }
  }
  await context.close();
  assert.deepEqual(complaints, []);
  const away = asked.filter((url) => !url.startsWith(server.host) && !url.startsWith("file:") && !url.startsWith("data:"));
  assert.deepEqual(away, []);
});

test("no page scrolls sideways at 320 px", async () => {
  const context = await chromium.newContext({ viewport: { width: 320, height: 700 } });
  const page = await context.newPage();
  const wide = [];
  for (const [theme, site] of Object.entries(sites)) {
    for (const path of pages.filter((path) => path !== "404.html")) {
      await page.goto(fileUrl(site, path));
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      if (width > 320) wide.push(`${theme}, ${path}: ${width}`);
    }
  }
  await context.close();
  assert.deepEqual(wide, []);
});

test("the default theme is light to load", () => {
  const size = (extension) => files(`${site}/assets`, extension).reduce((sum, path) => sum + readFileSync(`${site}/assets/${path}`).length, 0);
  assert.ok(size(".css") > 0 && size(".css") <= 25 * 1024, `${size(".css")} bytes of CSS`);
  assert.ok(size(".js") > 0 && size(".js") <= 15 * 1024, `${size(".js")} bytes of JavaScript`);
});
