// The interface in another language, and articles and notes in theirs.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { DOSSIERS, THEMES, site } from "./dossiers.mjs";
import { ROOT, browser, fileUrl, files, kinds } from "./harness.mjs";

const spanish = DOSSIERS[2];
let chromium;

before(async () => {
  chromium = await browser();
});

after(async () => {
  await chromium?.close();
});

// The words of a language's messages, without what stands for arguments.
function messages(language) {
  const text = readFileSync(join(ROOT, `themes/broadsheet/i18n/${language}.toml`), "utf8");
  return [...text.matchAll(/^\S+ = "(.*)"$/gm)].map((m) => m[1]);
}

const words = (text) => text.match(/\p{L}{3,}/gu) ?? [];

// Everything that a reader is told: text, and attributes that are read out.
function said() {
  const out = [document.title];
  const walk = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const parent = walk.currentNode.parentElement;
    if (!parent.closest("script, style, pre, code, .generator, [data-said]")) out.push(walk.currentNode.data);
  }
  for (const e of document.querySelectorAll("*")) {
    for (const name of ["aria-label", "title", "alt", "placeholder", "data-done", "data-edition"]) {
      if (e.hasAttribute(name)) out.push(e.getAttribute(name));
    }
  }
  out.push(document.querySelector("meta[name=description]")?.content ?? "");
  // An address is no word.
  return out.join("\n").replace(/https?:\S+|\S+\.html/g, "");
}

for (const theme of THEMES) {
  test(`a Spanish dossier says no English word in ${theme}`, async () => {
    const folder = site(spanish, theme);
    const root = spanish.root();
    const sources = [...files(root, ".md"), "dossier.toml"].map((path) => readFileSync(join(root, path), "utf8"));
    const own = new Set(sources.flatMap((text) => words(text.toLowerCase())));
    const good = new Set(messages("es").flatMap((text) => words(text.toLowerCase())));
    const english = new Set(messages("en").flatMap((text) => words(text.toLowerCase())).filter((word) => !good.has(word) && !own.has(word)));
    assert.ok(english.size > 100, `${english.size} words`);
    const context = await chromium.newContext();
    const page = await context.newPage();
    const found = [];
    const pages = kinds(folder);
    for (const kind of ["index.html", "404.html", "corrections.html", "articles/retirado.html"]) assert.ok(pages.includes(kind), `${kind}: ${pages}`);
    // A redirect leads on at once, so it is read from the disk.
    const redirect = readFileSync(join(folder, "puente-viejo.html"), "utf8").replace(/<[^>]*>/g, " ");
    const read = [["puente-viejo.html", redirect]];
    for (const path of pages) {
      await page.goto(fileUrl(folder, path));
      read.push([path, await page.evaluate(said)]);
    }
    assert.ok(read.some(([path]) => /\/.*\//.test(path)), "a further page of a list");
    for (const [path, text] of read) {
      for (const word of new Set(words(text.toLowerCase()))) if (english.has(word)) found.push(`${path}: ${word}`);
      for (const name of text.match(/\b(January|February|March|April|May|June|July|August|September|October|November|December)\b/g) ?? []) found.push(`${path}: ${name}`);
    }
    await context.close();
    assert.deepEqual(found, []);
  });

  test(`an article written from right to left has its notes on the left in ${theme}`, async () => {
    const folder = site(spanish, theme);
    const context = await chromium.newContext({ viewport: { width: 1280, height: 900 } });
    const page = await context.newPage();
    await page.goto(fileUrl(folder, "articles/jisr.html"));
    const seen = await page.evaluate(() => {
      const box = (selector) => document.querySelector(selector).getBoundingClientRect();
      const of = (selector) => {
        const e = document.querySelector(selector);
        return [e.closest("[lang]").lang, getComputedStyle(e).direction];
      };
      return {
        beside: box("#note-kam").right <= box("#p1").left,
        level: Math.abs(box("#note-kam").top - box("#p1").top),
        aligned: getComputedStyle(document.querySelector("#p1")).textAlign,
        text: of("#p1"),
        note: of("#note-kam .note-body p"),
        ours: of("#note-qarib .note-body p"),
        masthead: of(".site-nav a"),
        label: of(".source-box dt"),
        after: document.querySelector(".site-footer").closest("[lang]").lang,
      };
    });
    assert.equal(seen.beside, true, "the notes are left of the text");
    assert.ok(seen.level <= 40, `${seen.level}`);
    assert.deepEqual(seen.text, ["ar", "rtl"]);
    assert.deepEqual(seen.note, ["ar", "rtl"]);
    assert.deepEqual(seen.ours, ["es", "ltr"]);
    assert.deepEqual(seen.masthead, ["es", "ltr"]);
    assert.equal(seen.label[0], "es");
    assert.equal(seen.after, "es");
    await page.setViewportSize({ width: 320, height: 700 });
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320);
    await context.close();
  });
}
