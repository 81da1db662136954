// An article as it is read: beside its notes, on a phone, by keyboard, without script, on paper.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { DOSSIERS, KINDS, THEMES, site } from "./dossiers.mjs";
import { articles, browser, fileUrl, scratch } from "./harness.mjs";

let chromium;

before(async () => {
  chromium = await browser();
});

after(async () => {
  await chromium?.close();
});

// Opens an article of a built site and ends the context after the test's own part.
async function reading(folder, path, options, part) {
  const context = await chromium.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  await page.goto(fileUrl(folder, `articles/${path}`));
  try {
    return await part(page);
  } finally {
    await context.close();
  }
}

// The article with the most notes.
const most = new Map();
async function fullest(folder) {
  if (most.has(folder)) return most.get(folder);
  let best = ["", -1];
  for (const path of articles(folder)) {
    const count = await reading(folder, path, {}, (page) => page.locator(".body aside.note").count());
    if (count > best[1]) best = [path, count];
  }
  most.set(folder, best[0]);
  return best[0];
}

const cases = DOSSIERS.flatMap((dossier, n) => THEMES.map((theme) => ({ dossier, theme, own: n === 0, skip: dossier.skip })));

for (const { dossier, theme, own, skip } of cases) {
  test(`${dossier.name}, ${theme}: notes begin beside their block, one below the other`, { skip }, async () => {
    const folder = site(dossier, theme);
    const wrong = [];
    let notes = 0;
    for (const javaScriptEnabled of [true, false]) {
      for (const path of articles(folder)) {
        const rows = await reading(folder, path, { javaScriptEnabled }, (page) => page.locator(".band").evaluateAll(measure));
        rows.forEach((row, i) => {
          notes += row.notes;
          // In the default theme the notes of the repository's own dossier open no gap either.
          const right = row.first >= 0 && row.first <= 40 && row.beside && row.between <= 24 && (!own || theme !== "broadsheet" || row.gap <= 48);
          if (!right) wrong.push(`${path}, band ${i}: ${JSON.stringify(row)}`);
        });
      }
    }
    assert.ok(notes > 15, `${notes} notes`);
    assert.deepEqual(wrong, []);
  });
}

// Where the notes of each band stand.
function measure(bands) {
  return bands.map((band) => {
    const box = (e) => e.getBoundingClientRect();
    const ltr = getComputedStyle(band).direction === "ltr";
    const blocks = [...band.children].filter((e) => !e.matches("aside"));
    const asides = [...band.children].filter((e) => e.matches("aside"));
    const next = band.nextElementSibling?.matches(".band") ? band.nextElementSibling.firstElementChild : null;
    const between = asides.slice(1).map((aside, i) => box(aside).top - box(asides[i]).bottom);
    return {
      first: asides[0] ? box(asides[0]).top - box(blocks[0]).top : 0,
      beside: asides.every((aside) => (ltr ? box(aside).left >= box(blocks[0]).right : box(aside).right <= box(blocks[0]).left)),
      between: Math.max(0, ...between.map(Math.abs)),
      gap: next ? box(next).top - Math.max(...blocks.map((block) => box(block).bottom)) : 0,
      notes: asides.length,
    };
  });
}

test("the five texts have notes of every kind, and passages with more than one", { skip: DOSSIERS[1].skip }, async () => {
  const folder = site(DOSSIERS[1]);
  const seen = new Set();
  let twice = 0;
  assert.equal(articles(folder).length, 5);
  for (const path of articles(folder)) {
    const [kinds, more] = await reading(folder, path, {}, (page) =>
      page.evaluate(() => [
        [...document.querySelectorAll("aside.note")].map((note) => note.dataset.kind),
        document.querySelectorAll('mark[data-annotations*=" "]').length,
      ]),
    );
    kinds.forEach((kind) => seen.add(kind));
    twice += more;
    assert.ok(kinds.length > 5, `${kinds.length} notes`);
  }
  assert.deepEqual([...seen].sort(), [...KINDS].sort());
  assert.ok(twice > 0);
});

test("an outline from three headings on, a reading time from three minutes on, and what was published before and after", async () => {
  const folder = site(DOSSIERS[2]);
  const of = (path) =>
    reading(folder, path, {}, (page) =>
      page.evaluate(() => [
        [...document.querySelectorAll(".outline li")].map((e) => e.textContent),
        /\d+ minutos[^·]*/.exec(document.querySelector(".kicker")?.textContent)?.[0] ?? null,
        ["li:not(.next) a", ".next a"].map((side) => document.querySelector(`.neighbours ${side}`)?.getAttribute("href") ?? null),
      ]),
    );
  assert.deepEqual(await of("puente.html"), [
    ["Lo que se sabe", "Cuánto cuesta", "Los datos"],
    "4 minutos de lectura",
    ["../articles/gaceta.html", "../articles/jisr.html"],
  ]);
  assert.deepEqual(await of("gaceta.html"), [[], null, ["../articles/acta.html", "../articles/puente.html"]]);
});

// A test of the default theme on the dossier itself and on the five texts.
function each(name, part) {
  for (const dossier of DOSSIERS.slice(0, 2)) test(`${dossier.name}: ${name}`, { skip: dossier.skip }, () => part(site(dossier)));
}

each("on a phone a note is one line that opens in place, and the addressed one is open", async (folder) => {
  const path = await fullest(folder);
  await reading(folder, path, { viewport: { width: 390, height: 844 } }, async (page) => {
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
    await page.goto(`${fileUrl(folder, `articles/${path}`)}#${other}`);
    assert.equal(await page.locator(`[id="${other}"] .note-body`).isVisible(), true);
  });
  await reading(folder, path, { viewport: { width: 390, height: 844 } }, async (page) => {
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

each("without script everything can be read, and layers switch", async (folder) => {
  for (const width of [1280, 390]) {
    await reading(folder, await fullest(folder), { javaScriptEnabled: false, viewport: { width, height: 900 } }, async (page) => {
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

each("an article can be walked through by keyboard alone", async (folder) => {
  await reading(folder, await fullest(folder), {}, async (page) => {
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
        return { what: `${e.tagName}.${e.className || (e.tagName === "A" ? e.parentNode.className || e.parentNode.tagName : "")}`, outline: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0 };
      });
      // At the end it begins again.
      if (at.what.startsWith("BODY")) continue;
      assert.ok(at.outline, `${at.what} shows its focus`);
      seen.add(at.what.split(" ")[0]);
    }
    for (const what of ["A.annotation-ref", "A.HEADER", "SUMMARY.", "A.mention"]) assert.ok(seen.has(what), `${what}: ${[...seen]}`);
    await page.evaluate(() => document.activeElement.blur());
    await page.keyboard.press("j");
    const first = await page.evaluate(() => document.activeElement.id);
    await page.keyboard.press("j");
    const second = await page.evaluate(() => document.activeElement.id);
    assert.match(first, /^note-/);
    assert.notEqual(first, second);
    await page.keyboard.press("k");
    assert.equal(await page.evaluate(() => document.activeElement.id), first);
    await page.locator(".layers input").first().focus();
    await page.keyboard.press("j");
    assert.equal(await page.evaluate(() => document.activeElement.matches(".layers input")), true, "dead in inputs");
    await page.evaluate(() => document.activeElement.blur());
    await page.keyboard.press("/");
    assert.equal(await page.evaluate(() => document.activeElement.matches(".site-nav a")), true);
    await page.keyboard.press("?");
    assert.equal(await page.locator("#help").isVisible(), true);
    await page.locator("#shortcuts").uncheck();
    await page.keyboard.press("Escape");
    await page.keyboard.press("?");
    assert.equal(await page.locator("#help").isVisible(), false, "shortcuts are off");
  });
});

each("hovering and focusing a passage shows its note, and back", async (folder) => {
  await reading(folder, await fullest(folder), {}, async (page) => {
    const ref = page.locator(".body .annotation-ref").first();
    const note = page.locator(`[id="${(await ref.getAttribute("href")).slice(1)}"]`);
    await ref.focus();
    assert.match(await note.getAttribute("class"), /\blit\b/);
    await note.hover();
    const id = await note.getAttribute("data-annotation");
    assert.match(await page.locator(`mark[data-annotations~="${id}"]`).first().getAttribute("class"), /\blit\b/);
  });
});

each("a note can be linked, and copied as a citation", async (folder) => {
  const path = await fullest(folder);
  await reading(folder, path, {}, async (page) => {
    await page.evaluate(() => {
      window.copied = [];
      Object.defineProperty(navigator, "clipboard", { value: { writeText: (text) => Promise.resolve(window.copied.push(text)) } });
    });
    const note = page.locator(".body aside.note").first();
    const url = `${fileUrl(folder, `articles/${path}`)}#${await note.getAttribute("id")}`;
    await note.locator("summary").click();
    await note.locator(".copy-link").click();
    await note.locator(".copy-citation").click();
    const [link, citation] = await page.evaluate(() => window.copied);
    assert.equal(link, url);
    for (const part of [await note.locator("header em").textContent(), await page.title(), "Edition", "2026", url]) {
      assert.ok(citation.includes(part), `${part}: ${citation}`);
    }
    assert.equal(new URL(await note.locator(".permalink").getAttribute("href"), page.url()).href, url);
  });
});

each("a note on a claim shows what the others say, with a link", async (folder) => {
  const [shown, links] = [[], []];
  for (const path of articles(folder)) {
    await reading(folder, path, {}, async (page) => {
      const others = await page.locator("aside.note .others").evaluateAll((all) =>
        all.map((e) => [[...e.querySelectorAll("strong")].every((v) => v.textContent !== ""), e.querySelectorAll("a[href]").length]),
      );
      others.forEach(([values, count]) => (shown.push(values), links.push(count)));
    });
  }
  assert.ok(shown.length > 2 && shown.every(Boolean), `${shown}`);
  assert.ok(links.every((count) => count >= 2), `${links}`);
});

each("numbers are not copied with a passage", async (folder) => {
  await reading(folder, await fullest(folder), {}, async (page) => {
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
  const folder = site(DOSSIERS[0]);
  await reading(folder, await fullest(folder), { colorScheme: "light" }, async (page) => {
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

// The text of each sheet of a page as it is printed, without script.
async function sheets(folder, path, format) {
  const file = join(scratch(), "print.pdf");
  await reading(folder, path, { javaScriptEnabled: false }, async (page) => writeFileSync(file, await page.pdf({ format })));
  const text = execFileSync("pdftotext", ["-layout", file, "-"], { encoding: "utf8" });
  return text.split("\f").slice(0, -1);
}

const letters = (text) => text.replace(/[^\p{L}\p{N}]/gu, "").normalize("NFC");

for (const { dossier, theme, skip } of cases) {
  test(`${dossier.name}, ${theme}: print holds every note without script, and every sheet says what it is of`, { skip }, async () => {
    const folder = site(dossier, theme);
    for (const [n, path] of articles(folder).entries()) {
      // What the page says: its notes, their details, its sources elsewhere, its edition and its permalink.
      const said = await reading(folder, path, { javaScriptEnabled: false }, (page) =>
        page.evaluate(() => ({
          notes: [...document.querySelectorAll("aside.note .note-body p, aside.note .note-voice")].map((e) => e.textContent),
          details: [...document.querySelectorAll("aside.note .note-links .what")].map((e) => e.textContent),
          external: [...document.querySelectorAll(".endnotes li")].map((e) => e.textContent),
          edition: document.querySelector(".edition").textContent,
          permalink: document.querySelector(".permalink-line").textContent,
        })),
      );
      const printed = await sheets(folder, path, n % 2 ? "Letter" : "A4");
      // Columns lie side by side, so words are looked for one by one; Arabic comes in the forms of its letters.
      const all = new Set(printed.flatMap((sheet) => sheet.split(/\s+/)).map(letters));
      const latin = (text) => text.split(/[\s]+/).filter((word) => /^[\p{Script=Latin}.,]+$/u.test(word)).map(letters);
      for (const text of [...said.notes, ...said.details]) {
        const lost = latin(text).filter((word) => ![...all].some((printed) => printed.includes(word)));
        assert.deepEqual(lost, [], path);
      }
      const joined = letters(printed.join(""));
      said.external.forEach((url, i) => assert.ok(joined.includes(letters(`${i + 1}${url}`)), `${path}: ${url}`));
      printed.forEach((sheet, i) => {
        const foot = letters(sheet.split("\n").slice(-9).join(""));
        assert.ok(foot.includes(letters(said.edition)), `${path}, sheet ${i + 1}: the edition and its date`);
        const address = said.permalink.slice(said.permalink.lastIndexOf(": ") + 1);
        assert.ok(foot.includes(letters(address)), `${path}, sheet ${i + 1}: the permalink`);
        assert.ok(foot.includes(letters(`${i + 1}/${printed.length}`)), `${path}, sheet ${i + 1}: its number`);
      });
    }
  });
}

test("on paper notes stand in the margin, or under their paragraph where there is no room", async () => {
  const folder = site(DOSSIERS[0]);
  await reading(folder, await fullest(folder), { viewport: { width: 680, height: 900 } }, async (page) => {
    await page.emulateMedia({ media: "print" });
    const beside = () =>
      page.evaluate(() => {
        const note = document.querySelector(".body .band > aside.note");
        return note.getBoundingClientRect().left >= note.parentElement.firstElementChild.getBoundingClientRect().right;
      });
    assert.equal(await beside(), true, "on A4");
    // A5 has no room beside the text.
    await page.setViewportSize({ width: 446, height: 600 });
    assert.equal(await beside(), false, "on A5");
  });
});
