// The first lines of what a link leads to: by mouse, by keyboard, by touch, from a disk, and without a script.

import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { browser, build, fileUrl, files, serve, watched } from "./harness.mjs";

const site = build();
const limit = { timeout: 20_000 };
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

const html = new Map(files(site, ".html").map((path) => [path, readFileSync(join(site, path), "utf8")]));

// What the shards hold: a title and a line by address.
const known = new Map();
const shards = files(site, ".js").filter((path) => /^previews\/\d+\.js$/.test(path));
for (const path of shards) {
  const take = (_, entries) => Object.entries(entries).forEach(([href, preview]) => known.set(href, preview));
  new Function("dossierPreviews", readFileSync(join(site, path), "utf8"))(take);
}

// By kind of what is linked to: a page, and the address of a link on it.
const kinds = { entity: /^entities\//, claim: /^claims\//, note: /#note-/ };
function example(kind) {
  for (const path of html.keys()) {
    if (path.startsWith("articles/") && kind === "entity" && !html.get(path).includes('<a class="mention"')) continue;
    const link = (href) => `href="${"../".repeat(path.split("/").length - 1)}${href}"`;
    const href = [...known.keys()].find((href) => kinds[kind].test(href) && html.get(path).includes(link(href)));
    if (href) return { path, href };
  }
  return null;
}

// Opens a page, and finds the link with an address that can be seen.
async function open(path, href, options = {}, url = server.url(path)) {
  const { context, page, complaints, asked } = await watched(chromium, options);
  await page.goto(url);
  await page.evaluate(() => document.querySelectorAll("details").forEach((details) => { details.open = true; }));
  const link = page.locator(`a[href="${"../".repeat(path.split("/").length - 1)}${href}"]:visible`).first();
  await link.scrollIntoViewIfNeeded();
  return { context, page, complaints, asked, link, box: page.locator("#preview-box") };
}

const mention = () => {
  const path = [...html.keys()].filter((path) => path.startsWith("articles/")).find((path) => html.get(path).includes('<a class="mention"'));
  const href = /<a class="mention"[^>]*href="\.\.\/([^"]*)"/.exec(html.get(path))[1];
  return { path, href };
};

for (const kind of Object.keys(kinds)) {
  test(`a link to ${kind === "entity" ? "an" : "a"} ${kind} shows its first lines`, async () => {
    const found = example(kind);
    assert.ok(found, `no page previews a ${kind}`);
    const { context, complaints, link, box } = await open(found.path, found.href);
    await link.hover();
    await box.waitFor({ state: "visible", ...limit });
    const [title, text] = known.get(found.href);
    assert.ok(title.length > 0);
    assert.equal(await box.locator(".preview-title").textContent(), title);
    assert.equal(await box.locator(".preview-text").textContent(), text);
    const target = html.get(found.href.split("#")[0]).replace(/<[^>]*>/g, " ");
    assert.ok(target.includes(title.replace(/&/g, "&amp;")), `${title} stands on ${found.href}`);
    assert.deepEqual(complaints, []);
    await context.close();
  });
}

test("with a mouse it comes after a moment, stays while one moves into it, and goes", async () => {
  const { path, href } = mention();
  const { context, page, complaints, asked, link, box } = await open(path, href);
  const before = asked.length;
  // Passing over a link shows nothing.
  await link.hover();
  assert.equal(await box.isVisible(), false, "not at once");
  await page.mouse.move(2, 2);
  await page.waitForTimeout(600);
  assert.equal(await box.isVisible(), false, "not for a link that was passed over");
  await link.hover();
  await box.waitFor({ state: "visible", ...limit });
  assert.equal(await link.getAttribute("aria-describedby"), "preview-box");
  // Into the preview: it stays, so that its words can be read and selected.
  const area = await box.boundingBox();
  await page.mouse.move(area.x + area.width / 2, area.y + area.height / 2, { steps: 4 });
  await page.waitForTimeout(600);
  assert.equal(await box.isVisible(), true);
  await page.mouse.move(2, 2, { steps: 4 });
  await box.waitFor({ state: "hidden", ...limit });
  assert.equal(await link.getAttribute("aria-describedby"), null);
  // Escape takes it away without the mouse.
  await link.hover();
  await box.waitFor({ state: "visible", ...limit });
  await page.keyboard.press("Escape");
  assert.equal(await box.isVisible(), false);
  // A click follows the link.
  await link.click();
  await page.waitForURL(server.url(href), limit);
  assert.deepEqual(asked.slice(before).filter((url) => !/\.(html|css|js|svg)$/.test(url.split("#")[0])), [], "nothing is fetched");
  assert.deepEqual(complaints, []);
  await context.close();
});

test("with the keyboard it comes with the focus and goes with it", async () => {
  const { path, href } = mention();
  const { context, page, link, box } = await open(path, href);
  await link.focus();
  await box.waitFor({ state: "visible", timeout: 300 });
  await page.keyboard.press("Escape");
  assert.equal(await box.isVisible(), false);
  assert.equal(await link.evaluate((e) => document.activeElement === e), true, "the focus stays");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Shift+Tab");
  assert.equal(await box.isVisible(), true, "at once, as it is loaded");
  await link.evaluate((e) => e.blur());
  assert.equal(await box.isVisible(), false);
  await link.focus();
  await page.keyboard.press("Enter");
  await page.waitForURL(server.url(href), limit);
  await context.close();
});

test("on a touch screen the first tap on a name shows it and the second follows; other links just work", async () => {
  const { path, href } = mention();
  const phone = { hasTouch: true, isMobile: true, viewport: { width: 390, height: 800 } };
  const { context, page, complaints, box } = await open(path, href, phone);
  const name = page.locator("article a.mention:visible").first();
  await name.scrollIntoViewIfNeeded();
  await name.tap();
  await box.waitFor({ state: "visible", ...limit });
  assert.equal(page.url(), server.url(path), "the first tap stays");
  const area = await box.boundingBox();
  assert.ok(area.x >= 0 && area.x + area.width <= 390, "it is on the screen");
  await page.locator("h1").first().tap();
  assert.equal(await box.isVisible(), false, "a tap elsewhere closes it");
  await name.tap();
  await box.waitFor({ state: "visible", ...limit });
  const target = await name.evaluate((e) => e.href);
  await name.tap();
  await page.waitForURL(target, limit);
  // A link that is no name in the text follows at the first tap, previewed or not.
  await page.goto(server.url("entities/index.html"));
  await page.locator("main a[href^='../entities/']:visible, main a[href]:visible").last().tap();
  await page.waitForURL((url) => url.href !== server.url("entities/index.html"), limit);
  assert.deepEqual(complaints, []);
  await context.close();
});

test("from a disk it works, and nothing complains", async () => {
  const { path, href } = mention();
  const { context, complaints, asked, link, box } = await open(path, href, {}, fileUrl(site, path));
  await link.hover();
  await box.waitFor({ state: "visible", ...limit });
  assert.deepEqual(complaints, []);
  assert.ok(asked.every((url) => url.startsWith("file:") || url.startsWith("data:")), asked.join(" "));
  await context.close();
});

test("without a script nothing is lost", async () => {
  const { path, href } = mention();
  const context = await chromium.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  for (const url of [server.url(path), fileUrl(site, path)]) {
    await page.goto(url);
    assert.equal(await page.locator("#preview-box").count(), 0);
    const link = page.locator(`a.mention[href="../${href}"]`).first();
    await link.click();
    assert.ok(page.url().endsWith(href), page.url());
  }
  await context.close();
});

test("shards are loaded once each, and only when a link is meant", async () => {
  const { path, href } = mention();
  const { context, page, asked, link, box } = await open(path, href);
  const loaded = () => asked.filter((url) => url.includes("/previews/")).map((url) => url.split("/previews/")[1]);
  assert.deepEqual(loaded(), [], "nothing before");
  for (let n = 0; n < 3; n += 1) {
    await link.hover();
    await box.waitFor({ state: "visible", ...limit });
    await page.mouse.move(2, 2, { steps: 4 });
    await box.waitFor({ state: "hidden", ...limit });
  }
  assert.equal(loaded()[0], "index.js");
  assert.equal(new Set(loaded()).size, loaded().length, loaded().join(" "));
  assert.equal(await page.locator("script[src*='previews/']").count(), 0, "none is left on the page");
  await context.close();
});

test("a link whose preview cannot be loaded works as it is", async () => {
  const { path, href } = mention();
  const phone = { hasTouch: true, isMobile: true, viewport: { width: 390, height: 800 } };
  const { context, page, link, box } = await open(path, href, phone);
  await page.route("**/previews/**", (route) => route.abort());
  await link.tap();
  await page.waitForURL(server.url(href), limit);
  assert.equal(await box.isVisible(), false);
  await context.close();
});

test("previews are small", () => {
  assert.ok(known.size > 20, "they are there");
  const bytes = shards.map((path) => statSync(join(site, path)).size);
  assert.ok(Math.max(...bytes) <= 48 * 1024, `${Math.max(...bytes)} bytes in a shard`);
  assert.ok(bytes.reduce((sum, one) => sum + one, 0) <= known.size * 360, "bytes a preview");
  for (const [path, text] of html) assert.ok(!text.includes('id="previews"') && !text.includes("dossierPreviews"), path);
  const script = files(site, ".js").find((path) => path.startsWith("assets/preview."));
  assert.ok(statSync(join(site, script)).size <= 6 * 1024, "the script");
});
