// An article as it is read: beside its notes, on a phone, by keyboard, without script, on paper.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { browser, build, fileUrl, files } from "./harness.mjs";

const site = build();
const articles = files(`${site}/articles`, ".html").filter((path) => path !== "index.html" && !path.includes("/"));
const url = (path) => fileUrl(site, `articles/${path}`);
let chromium;

before(async () => {
  chromium = await browser();
});

after(async () => {
  await chromium?.close();
});

// Opens an article and ends the context after the test's own part.
async function reading(path, options, part) {
  const context = await chromium.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  await page.goto(url(path));
  try {
    return await part(page);
  } finally {
    await context.close();
  }
}

// The article with the most notes.
async function fullest() {
  let best = ["", -1];
  for (const path of articles) {
    const count = await reading(path, {}, (page) => page.locator(".body aside.note").count());
    if (count > best[1]) best = [path, count];
  }
  return best[0];
}

test("notes begin beside their block and open no gap", async () => {
  const wrong = [];
  let notes = 0;
  for (const javaScriptEnabled of [true, false]) {
    for (const path of articles) {
      const rows = await reading(path, { javaScriptEnabled }, (page) =>
        page.locator(".band").evaluateAll((bands) =>
          bands.map((band) => {
            const box = (e) => e.getBoundingClientRect();
            const blocks = [...band.children].filter((e) => !e.matches("aside"));
            const asides = [...band.children].filter((e) => e.matches("aside"));
            const next = band.nextElementSibling?.matches(".band") ? band.nextElementSibling.firstElementChild : null;
            const between = asides.slice(1).map((aside, i) => box(aside).top - box(asides[i]).bottom);
            return {
              first: asides[0] ? box(asides[0]).top - box(blocks[0]).top : 0,
              beside: asides.every((aside) => box(aside).left >= box(blocks[0]).right),
              between: Math.max(0, ...between.map(Math.abs)),
              gap: next ? box(next).top - Math.max(...blocks.map((block) => box(block).bottom)) : 0,
              notes: asides.length,
            };
          }),
        ),
      );
      rows.forEach((row, i) => {
        notes += row.notes;
        const right = row.first >= 0 && row.first <= 40 && row.beside && row.between <= 24 && row.gap <= 48;
        if (!right) wrong.push(`${path}, band ${i}: ${JSON.stringify(row)}`);
      });
    }
  }
  assert.ok(notes > 20, `${notes} notes`);
  assert.deepEqual(wrong, []);
});

test("on a phone a note is one line that opens in place, and the addressed one is open", async () => {
  const path = await fullest();
  await reading(path, { viewport: { width: 390, height: 844 } }, async (page) => {
    const note = page.locator(".body aside.note").first();
    assert.ok((await note.boundingBox()).height <= 56, "one line");
    assert.equal(await note.locator(".note-body").isVisible(), false);
    const toggle = note.locator(".note-toggle");
    assert.ok((await toggle.boundingBox()).height >= 44, "a target of 44 px");
    const top = () => note.evaluate((e) => e.getBoundingClientRect().top + scrollY);
    const before = await top();
    await toggle.click();
    assert.equal(await note.locator(".note-body").isVisible(), true);
    assert.equal(await top(), before, "it opens downward");
    assert.equal(await toggle.getAttribute("aria-expanded"), "true");
    const other = await page.locator(".body aside.note").nth(1).getAttribute("id");
    await page.goto(`${url(path)}#${other}`);
    assert.equal(await page.locator(`[id="${other}"] .note-body`).isVisible(), true);
  });
  await reading(path, { viewport: { width: 390, height: 844 } }, async (page) => {
    const shift = await page.evaluate(
      () =>
        new Promise((done) => {
          let sum = 0;
          new PerformanceObserver((list) => list.getEntries().forEach((e) => (sum += e.value))).observe({ type: "layout-shift", buffered: true });
          setTimeout(() => done(sum), 300);
        }),
    );
    assert.equal(shift, 0, "nothing moves while the page loads");
  });
});

test("without script everything can be read, and layers switch", async () => {
  for (const width of [1280, 390]) {
    await reading(await fullest(), { javaScriptEnabled: false, viewport: { width, height: 900 } }, async (page) => {
      const bodies = await page.locator("aside.note .note-body").all();
      assert.ok(bodies.length > 2);
      for (const body of bodies) assert.equal(await body.isVisible(), true);
      assert.equal(await page.locator(".scheme-switch").isVisible(), false);
      const note = page.locator('.body aside.note').first();
      const kind = await note.getAttribute("data-kind");
      await page.locator(`#layer-${kind}`).uncheck();
      assert.equal(await note.isVisible(), false);
      await page.locator(`#layer-${kind}`).check();
      assert.equal(await note.isVisible(), true);
    });
  }
});

test("an article can be walked through by keyboard alone", async () => {
  await reading(await fullest(), {}, async (page) => {
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.id), "main");
    const seen = new Set();
    for (let i = 0; i < 80; i += 1) {
      await page.keyboard.press("Tab");
      const at = await page.evaluate(() => {
        const e = document.activeElement;
        const style = getComputedStyle(e);
        return { what: `${e.tagName}.${e.className}`, outline: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0 };
      });
      assert.ok(at.outline, `${at.what} shows its focus`);
      seen.add(at.what.split(" ")[0]);
    }
    for (const what of ["A.annotation-ref", "A.note-number", "SUMMARY.", "A.mention"]) assert.ok(seen.has(what), `${what}: ${[...seen]}`);
    await page.evaluate(() => document.activeElement.blur());
    await page.keyboard.press("j");
    const first = await page.evaluate(() => document.activeElement.id);
    await page.keyboard.press("j");
    const second = await page.evaluate(() => document.activeElement.id);
    assert.match(first, /^note-/);
    assert.notEqual(first, second);
    await page.keyboard.press("k");
    assert.equal(await page.evaluate(() => document.activeElement.id), first);
    await page.keyboard.press("?");
    assert.equal(await page.locator("#help").isVisible(), true);
    await page.locator("#shortcuts").uncheck();
    await page.keyboard.press("Escape");
    await page.keyboard.press("?");
    assert.equal(await page.locator("#help").isVisible(), false, "shortcuts are off");
  });
});

test("hovering and focusing a passage shows its note, and back", async () => {
  await reading(await fullest(), {}, async (page) => {
    const ref = page.locator(".body .annotation-ref").first();
    const note = page.locator(`[id="${(await ref.getAttribute("href")).slice(1)}"]`);
    await ref.focus();
    assert.match(await note.getAttribute("class"), /\blit\b/);
    await note.hover();
    const id = await note.getAttribute("data-annotation");
    assert.match(await page.locator(`mark[data-annotations~="${id}"]`).first().getAttribute("class"), /\blit\b/);
  });
});

test("numbers are not copied with a passage", async () => {
  await reading(await fullest(), {}, async (page) => {
    const copied = await page.evaluate(() => {
      const block = document.querySelector(".annotation-ref").closest("p, h1, li");
      getSelection().selectAllChildren(block);
      return [getSelection().toString().trim(), [...block.querySelectorAll(".annotation-ref")].length, block.textContent.trim()];
    });
    assert.ok(copied[1] > 0);
    assert.equal(copied[0].length, copied[2].replace(/\s+/g, " ").length - copied[1]);
  });
});

test("the switch between light and dark is remembered and does not flash", async () => {
  await reading(await fullest(), { colorScheme: "light" }, async (page) => {
    const paper = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const light = await paper();
    await page.locator(".scheme-switch").click();
    const dark = await paper();
    assert.notEqual(dark, light);
    await page.reload({ waitUntil: "commit" });
    await page.waitForSelector(".masthead", { state: "attached" });
    assert.equal(await page.evaluate(() => document.documentElement.classList.contains("scheme-dark")), true);
    await page.waitForLoadState();
    assert.equal(await paper(), dark);
  });
});

test("print holds every note, on A4 and Letter", async () => {
  for (const path of articles) {
    await reading(path, {}, async (page) => {
      await page.emulateMedia({ media: "print" });
      const hidden = await page.locator("aside.note .note-body").evaluateAll((bodies) =>
        bodies.filter((body) => body.getBoundingClientRect().height === 0).map((body) => body.textContent.trim()),
      );
      assert.deepEqual(hidden, [], path);
      for (const format of ["A4", "Letter"]) {
        const pdf = await page.pdf({ format });
        assert.ok(pdf.length > 10_000, `${path} on ${format}`);
      }
    });
  }
});
