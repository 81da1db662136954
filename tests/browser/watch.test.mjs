// `dossier watch` in a real browser. Nothing is timed: conditions are waited for.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";

const root = new URL("../..", import.meta.url).pathname;
const target = process.env.CARGO_TARGET_DIR ?? join(root, "target");
// `DOSSIER_BIN`, or the newest one that cargo has built.
const built = ["release", "debug"].map((profile) => join(target, profile, "dossier")).filter((path) => existsSync(path));
const binary = process.env.DOSSIER_BIN ?? built.sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)[0];
const limit = { timeout: 60_000 };

const dir = mkdtempSync(join(tmpdir(), "dossier-watch-"));
const site = join(dir, "site");
const article = join(site, "content/articles/harbour-bridge.md");
const notes = join(site, "content/annotations/harbour-bridge.md");
let browser, context, process_, url;

const read = (path) => readFileSync(path, "utf8");
const edit = (path, from, to) => {
  const text = read(path);
  assert.ok(text.includes(from), `${path} has no ${from}`);
  writeFileSync(path, text.replace(from, to));
};

// Starts the watch and resolves when it says where the preview is.
function watch(port) {
  process_ = spawn(binary, ["watch", "--port", String(port)], { cwd: site, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  return new Promise((resolve, reject) => {
    const hear = (part) => {
      said += part;
      const found = /preview at (\S+)/.exec(said);
      if (found && said.includes("watching for changes")) resolve(found[1]);
    };
    process_.stdout.on("data", hear);
    process_.stderr.on("data", hear);
    process_.on("exit", () => reject(new Error(said)));
  });
}

function end() {
  const gone = new Promise((resolve) => process_.on("exit", resolve));
  process_.kill("SIGINT");
  return gone;
}

async function open(path) {
  const page = await context.newPage();
  page.faults = [];
  page.on("pageerror", (error) => page.faults.push(String(error)));
  page.on("console", (message) => {
    const icon = message.location().url.endsWith("/favicon.ico");
    if (message.type() === "error" && !icon) page.faults.push(message.text());
  });
  page.sockets = [];
  page.on("websocket", (socket) => page.sockets.push(socket));
  const live = page.waitForEvent("websocket", limit).then((socket) => socket.waitForEvent("framereceived", limit));
  await page.goto(new URL(path, url).href);
  await live;
  // Tells whether the page was loaded anew.
  await page.evaluate(() => { window.kept = true; });
  return page;
}

const shows = (page, words) => page.waitForFunction((words) => document.body.innerText.includes(words), words, limit);
const overlay = (page) => page.evaluate(() => document.querySelector("#dossier-overlay")?.shadowRoot.textContent ?? null);

before(async () => {
  const made = spawnSync(binary, ["init", "site"], { cwd: dir, encoding: "utf8" });
  assert.equal(made.status, 0, made.stderr);
  // Long enough to be scrolled.
  const more = Array.from({ length: 60 }, (_, n) => `Paragraph ${n} of the long report on the quay.`).join("\n\n");
  writeFileSync(article, `${read(article)}\n${more}\n\nThe last line stands here.\n`);
  url = await watch(0);
  browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
      "--disable-sync", "--no-first-run"],
  });
  context = await browser.newContext({ viewport: { width: 1000, height: 700 } });
});

after(async () => {
  await browser?.close();
  process_?.kill("SIGKILL");
  rmSync(dir, { recursive: true, force: true });
});

test("an edit is on the page, and the reader stays where he was", async () => {
  const page = await open("articles/harbour-bridge.html");
  const line = page.getByText("Paragraph 40 of the long");
  await line.evaluate((e) => e.scrollIntoView({ block: "center" }));
  const before = await line.evaluate((e) => e.getBoundingClientRect().top);
  edit(article, "Shopkeepers on", "One more sentence, and one more line of it, before the others.\n\nMany shopkeepers on");
  await shows(page, "Many shopkeepers on");
  await page.waitForFunction(() => document.querySelector("script[src='/.dossier/live.js']"));
  const after = await line.evaluate((e) => e.getBoundingClientRect().top);
  assert.ok(Math.abs(after - before) < 3, `${before} became ${after}`);
  assert.ok(await page.evaluate(() => window.kept), "swapped, not loaded");
  assert.ok(await page.evaluate(() => scrollY > 500));
  assert.deepEqual(page.faults, []);
  await page.close();
});

test("the swapped page is the served page", async () => {
  const page = await open("articles/harbour-bridge.html");
  const edits = [
    ["Many shopkeepers", "Most **shopkeepers**"],
    ["Paragraph 3 of", "- one\n- two\n\nParagraph 3 of"],
    ["Paragraph 5 of the long report on the quay.\n\n", ""],
    ["Most **shopkeepers**", "> Most shopkeepers"],
    ["- one\n- two\n\n", ""],
  ];
  for (const [n, [from, to]] of edits.entries()) {
    edit(article, from, to);
    edit(article, /The last line[^\n]*/.exec(read(article))[0], `The last line is number ${n}.`);
    await shows(page, `The last line is number ${n}.`);
    const same = () => page.waitForFunction(async () => {
      const text = await (await fetch(location.href, { cache: "no-store" })).text();
      const next = new DOMParser().parseFromString(text, "text/html");
      const bare = (body) => {
        const copy = body.cloneNode(true);
        for (const e of copy.querySelectorAll("script[src='/.dossier/live.js'], #dossier-overlay")) e.remove();
        return copy.innerHTML;
      };
      return bare(document.body) === bare(next.body);
    }, null, limit);
    await same();
  }
  assert.ok(await page.evaluate(() => window.kept));
  assert.deepEqual(page.faults, []);
  await page.close();
});

test("notes stay as the reader left them, and so does the scheme", async () => {
  const page = await open("articles/harbour-bridge.html");
  await page.setViewportSize({ width: 390, height: 700 });
  const scheme = () => page.evaluate(() => [...document.documentElement.classList].sort().join(" "));
  const opened = () => page.evaluate(() => [...document.querySelectorAll("aside.note")].map((n) => n.classList.contains("open")));
  await page.locator(".scheme-switch").first().click();
  await page.locator("aside.note .note-toggle:visible").first().click();
  const before = [await scheme(), await opened()];
  assert.ok(before[0].includes("js") && before[1].includes(true), before.join());
  for (const n of [1, 2]) {
    edit(article, /The last line[^\n]*/.exec(read(article))[0], `The last line is ${n} of two.`);
    await shows(page, `The last line is ${n} of two.`);
    assert.deepEqual([await scheme(), await opened()], before);
  }
  assert.ok(await page.evaluate(() => window.kept));
  await page.close();
});

test("a broken edit stands over the page until it is mended", async () => {
  const page = await open("articles/harbour-bridge.html");
  edit(article, "title:", "titel<b>:");
  await page.waitForSelector("#dossier-overlay", { state: "attached", ...limit });
  const text = await overlay(page);
  assert.match(text, /titel<b>/, "the words are words");
  assert.match(text, /content\/articles\/harbour-bridge\.md:2:1/);
  const links = await page.evaluate(() => {
    return [...document.querySelector("#dossier-overlay").shadowRoot.querySelectorAll("a")].map((a) => a.href);
  });
  assert.ok(links.includes(`vscode://file${article}:2:1`), links.join(" "));
  edit(article, "titel<b>:", "title:");
  await page.waitForFunction(() => !document.querySelector("#dossier-overlay"), null, limit);
  assert.ok(await page.evaluate(() => window.kept));
  // The newest page stands under the errors.
  edit(notes, "cracks in two", "cracks in no such words");
  edit(article, "Paragraph 7 of", "Newest paragraph 7 of");
  await page.waitForSelector("#dossier-overlay", { state: "attached", ...limit });
  await shows(page, "Newest paragraph 7 of");
  edit(notes, "cracks in no such words", "cracks in two");
  await page.waitForFunction(() => !document.querySelector("#dossier-overlay"), null, limit);
  assert.deepEqual(page.faults, []);
  await page.close();
});

test("a saved note is scrolled to", async () => {
  const page = await open("articles/harbour-bridge.html");
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  edit(notes, "it is the only measure there is", "it is the one measure there is");
  await shows(page, "it is the one measure there is");
  await page.waitForFunction(() => {
    const box = document.getElementById("note-nine-weeks").getBoundingClientRect();
    return box.bottom > 0 && box.top < innerHeight;
  }, null, limit);
  await page.close();
});

test("a style sheet is swapped by itself, and other pages are left alone", async () => {
  const page = await open("articles/harbour-bridge.html");
  const other = await open("index.html");
  await page.evaluate(() => { scrollTo(0, 900); document.querySelector("main p").kept = true; });
  const style = read(join(root, "themes/broadsheet/static/style.css"));
  mkdirSync(join(site, "themes/broadsheet/static"), { recursive: true });
  writeFileSync(join(site, "themes/broadsheet/static/style.css"), `${style}\nbody { outline: 7px solid rgb(1, 2, 3); }\n`);
  for (const tab of [page, other]) {
    await tab.waitForFunction(() => getComputedStyle(document.body).outlineWidth === "7px", null, limit);
    assert.ok(await tab.evaluate(() => window.kept));
  }
  assert.ok(await page.evaluate(() => document.querySelector("main p").kept && scrollY === 900), "nothing else moved");
  assert.equal(await page.evaluate(() => document.querySelectorAll("link[rel=stylesheet]").length), 1);
  const frames = [];
  other.sockets[0].on("framereceived", (frame) => frames.push(frame.payload));
  edit(article, "Paragraph 9 of", "Changed paragraph 9 of");
  await shows(page, "Changed paragraph 9 of");
  assert.deepEqual(frames, []);
  await page.close();
  await other.close();
});

test("eight tabs at once, and all of them after a restart", async () => {
  const tabs = await Promise.all(Array.from({ length: 8 }, () => open("articles/harbour-bridge.html")));
  edit(article, "Paragraph 11 of", "Eightfold paragraph 11 of");
  await Promise.all(tabs.map((tab) => shows(tab, "Eightfold paragraph 11 of")));
  const port = new URL(url).port;
  await end();
  edit(article, "Paragraph 12 of", "Restarted paragraph 12 of");
  await watch(port);
  await Promise.all(tabs.map((tab) => shows(tab, "Restarted paragraph 12 of")));
  for (const tab of tabs) assert.ok(await tab.evaluate(() => window.kept));
  await Promise.all(tabs.map((tab) => tab.close()));
});

test("a page that goes and comes back", async () => {
  const path = join(site, "content/pages/new.md");
  const page = await context.newPage();
  assert.equal((await page.goto(new URL("new.html", url).href)).status(), 404);
  writeFileSync(path, "---\ntitle: New\n---\n\nFresh words.\n");
  await shows(page, "Fresh words.");
  rmSync(path);
  await page.waitForFunction(() => !document.body.innerText.includes("Fresh words."), null, limit);
  await page.close();
});
