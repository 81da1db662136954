// Pictures and code: measured before they are there, credited, legible in every light.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DOSSIERS, THEMES, site } from "./dossiers.mjs";
import { browser, serve } from "./harness.mjs";

const invented = DOSSIERS[2];
let chromium;

before(async () => {
  chromium = await browser();
});

after(async () => {
  await chromium?.close();
});

async function opened(theme, path, options, part) {
  const server = await serve(site(invented, theme));
  const context = await chromium.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  try {
    await page.goto(server.url(path));
    return await part(page);
  } finally {
    await context.close();
    await server.close();
  }
}

for (const theme of THEMES) {
  test(`pictures are measured, lazy, credited, and move nothing, in ${theme}`, async () => {
    for (const [path, credit] of [["articles/puente.html", "Foto: Eva Pardo, CC BY 4.0"], ["entities/ana-ruiz.html", "Eva Pardo, CC BY 4.0, fuente"]]) {
      for (const width of [1280, 390]) {
        await opened(theme, path, { viewport: { width, height: 900 } }, async (page) => {
          await page.evaluate(() => {
            window.moved = 0;
            new PerformanceObserver((list) => list.getEntries().forEach((e) => (window.moved += e.value))).observe({ type: "layout-shift", buffered: true });
          });
          for (const image of await page.locator("main img").all()) {
            await image.scrollIntoViewIfNeeded();
            await page.waitForFunction((e) => e.complete && e.naturalWidth > 0, await image.elementHandle());
          }
          const seen = await page.locator("main img").evaluateAll((images) =>
            images.map((e) => ({
              lazy: e.loading === "lazy",
              alt: e.alt.length > 0,
              measured: e.getAttribute("width") === String(e.naturalWidth) && e.getAttribute("height") === String(e.naturalHeight),
              shape: Math.abs(e.clientWidth / e.clientHeight - e.naturalWidth / e.naturalHeight) < 0.02,
              credit: (e.nextElementSibling?.matches(".credit, figcaption") && e.nextElementSibling.innerText) || "",
              below: e.nextElementSibling.getBoundingClientRect().top >= e.getBoundingClientRect().bottom - 1,
            })),
          );
          assert.ok(seen.length > 0, path);
          for (const image of seen) {
            assert.ok(image.lazy && image.alt && image.measured && image.shape && image.below && image.credit, `${path}: ${JSON.stringify(image)}`);
          }
          assert.equal(seen[0].credit, credit);
          assert.equal(await page.evaluate(() => window.moved), 0, `${path} at ${width} px`);
        });
      }
    }
  });

  for (const colorScheme of ["light", "dark"]) {
    test(`code is highlighted and legible in ${theme}, ${colorScheme}`, async () => {
      await opened(theme, "articles/puente.html", { colorScheme }, async (page) => {
        const seen = await page.evaluate(() => {
          // From any colour to its luminance, as WCAG counts it.
          const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
          const luminance = (colour) => {
            canvas.fillStyle = colour;
            canvas.fillRect(0, 0, 1, 1);
            const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((v) => (v / 255 <= 0.03928 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
          };
          return [...document.querySelectorAll("pre code span[class^=hl-]")].map((e) => {
            const [a, b] = [getComputedStyle(e).color, getComputedStyle(e.closest("pre")).backgroundColor].map(luminance);
            return [e.className, (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)];
          });
        });
        const classes = new Set(seen.map(([name]) => name));
        assert.ok(classes.size >= 4, `${[...classes]}`);
        for (const [name, contrast] of seen) assert.ok(contrast >= 4.5, `${name}: ${contrast}`);
      });
    });
  }
}

test("in a digest the source's words have another face than ours, on screen, phone and paper", async () => {
  for (const theme of THEMES) {
    for (const options of [{}, { viewport: { width: 390, height: 844 } }, { print: true }]) {
      const { print, ...context } = options;
      await opened(theme, "articles/gaceta.html", context, async (page) => {
        if (print) await page.emulateMedia({ media: "print" });
        const [quoted, faces, label] = await page.evaluate(() => [
          [...document.querySelectorAll(".body .quoted")].map((e) => e.innerText).join(" "),
          [document.querySelector(".body .quoted"), document.querySelector(".body")].map((e) => `${getComputedStyle(e).fontStyle} ${getComputedStyle(e).fontFamily}`),
          document.querySelector(".digest-label").getClientRects().length,
        ]);
        assert.match(quoted, /^«serán ocho semanas/);
        assert.match(quoted, /ni una más\s?»/);
        assert.doesNotMatch(quoted, /Añade|cuenta nuestra/);
        assert.notEqual(faces[0], faces[1], theme);
        assert.equal(label > 0, true);
      });
    }
  }
});
