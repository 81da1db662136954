// Pages in a browser: accessible, silent, and alike on a server, under a sub-path and from a disk.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { DOSSIERS, THEMES, site } from "./dossiers.mjs";
import { browser, fileUrl, files, kinds, serve, watched } from "./harness.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
let chromium;

before(async () => {
  chromium = await browser();
});

after(async () => {
  await chromium?.close();
});

const schemes = ["light", "dark"].flatMap((colorScheme) => [1280, 390].map((width) => ({ colorScheme, width })));

for (const dossier of DOSSIERS) {
  const { name, skip } = dossier;

  for (const theme of THEMES) {
    for (const { colorScheme, width } of schemes) {
      test(`${name}: axe finds nothing in ${theme}, ${colorScheme}, ${width} px`, { skip }, async () => {
        const folder = site(dossier, theme);
        // Where the links of `404.html` say that the site is: at the root of a host, or at the path of its own URL.
        const start = /<a href="(\/[^"]*)index\.html"/.exec(readFileSync(`${folder}/404.html`, "utf8"))[1];
        const server = await serve(folder, start);
        const viewport = { width, height: 900 };
        const context = await chromium.newContext({ viewport, colorScheme, bypassCSP: true });
        const page = await context.newPage();
        const pages = kinds(folder);
        assert.ok(pages.length >= 8, `${pages}`);
        const found = [];
        for (const path of pages) {
          await page.goto(server.url(path));
          await page.evaluate(axe);
          const { violations } = await page.evaluate((values) => window.axe.run({ resultTypes: ["violations"], runOnly: { type: "tag", values } }), tags);
          for (const v of violations) {
            found.push(`${path}: ${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160)).join(" | ")}`);
          }
        }
        await context.close();
        await server.close();
        assert.deepEqual(found, []);
      });
    }

    test(`${name}: silent, styled and asking no other host, under a sub-path and from the disk, in ${theme}`, { skip }, async () => {
      const folder = site(dossier, theme);
      const server = await serve(folder);
      const { context, page, complaints, asked } = await watched(chromium);
      await page.addInitScript(() => {
        addEventListener("securitypolicyviolation", (event) => console.log(`policy: ${event.violatedDirective} ${event.blockedURI}`));
      });
      for (const path of kinds(folder).filter((path) => path !== "404.html")) {
        for (const url of [server.url(path), fileUrl(folder, path)]) {
          await page.goto(url);
          const rules = await page.evaluate(() => {
            const links = [...document.querySelectorAll("link[rel=stylesheet]")];
            return [links.length, links.filter((link) => link.sheet).length];
          });
          assert.ok(rules[0] >= 1 && rules[0] === rules[1], `${url}: ${rules}`);
          const paper = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
          assert.notEqual(paper, "rgba(0, 0, 0, 0)", url);
        }
      }
      await context.close();
      await server.close();
      assert.deepEqual(complaints, []);
      const away = asked.filter((url) => !url.startsWith(server.host) && !url.startsWith("file:") && !url.startsWith("data:"));
      assert.deepEqual(away, []);
    });
  }

  test(`${name}: no page scrolls sideways at 320 px, and targets are large enough`, { skip }, async () => {
    const wrong = [];
    for (const theme of THEMES) {
      const folder = site(dossier, theme);
      const context = await chromium.newContext({ viewport: { width: 320, height: 700 } });
      const page = await context.newPage();
      for (const path of kinds(folder).filter((path) => path !== "404.html")) {
        await page.goto(fileUrl(folder, path));
        const width = await page.evaluate(() => document.documentElement.scrollWidth);
        if (width > 320) wrong.push(`${theme}, ${path}: ${width} px wide`);
        for (const small of await page.evaluate(tooSmall)) wrong.push(`${theme}, ${path}: ${small}`);
      }
      await context.close();
    }
    assert.deepEqual(wrong, []);
  });
}

// The controls that are not 44 px high, and the numbers in text that have no 24 px to themselves.
function tooSmall() {
  const shown = (e) => e.getClientRects().length > 0 && getComputedStyle(e).visibility !== "hidden";
  const found = [];
  const controls = "button, summary, .layers label, .site-nav a, .pagination a, .note-tools a, .note > header > a, .letters a";
  for (const e of [...document.querySelectorAll(controls)].filter(shown)) {
    const box = e.getBoundingClientRect();
    if (box.height < 43.9) found.push(`${e.className || e.tagName}: ${Math.round(box.width)}×${Math.round(box.height)}`);
  }
  // The number's own target, with what its style adds around it.
  for (const e of [...document.querySelectorAll(".annotation-ref, .footnote-ref a")].filter(shown)) {
    const box = e.getBoundingClientRect();
    const around = getComputedStyle(e, "::after");
    const grown = (side) => Math.max(box[side], parseFloat(around[side]) || 0);
    if (grown("width") < 23.9 || grown("height") < 23.9) found.push(`number ${e.textContent}: ${grown("width")}×${grown("height")}`);
  }
  return [...new Set(found)];
}

test("the default theme is light to load", () => {
  const folder = site(DOSSIERS[0]);
  const size = (extension) =>
    files(`${folder}/assets`, extension).reduce((sum, path) => sum + readFileSync(`${folder}/assets/${path}`).length, 0);
  assert.ok(size(".css") > 0 && size(".css") <= 30 * 1024, `${size(".css")} bytes of CSS`);
  assert.ok(size(".js") > 0 && size(".js") <= 15 * 1024, `${size(".js")} bytes of JavaScript`);
});
