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

// The list at the end of a page, as bytes and as the addresses in it.
function list(path) {
  const text = /<ul class="previews"[\s\S]*?<\/ul>/.exec(html.get(path))?.[0] ?? "";
  return { bytes: Buffer.byteLength(text), hrefs: [...text.matchAll(/data-href="([^"]*)"/g)].map((found) => found[1]) };
}

// By kind of what is linked to: a page, and the address of a link on it.
const kinds = { entity: /^entities\//, claim: /^claims\//, note: /#note-/ };
function example(kind) {
  for (const path of html.keys()) {
    if (path.startsWith("articles/") && kind === "entity" && !html.get(path).includes('<a class="mention"')) continue;
    const href = list(path).hrefs.find((href) => kinds[kind].test(href) && html.get(path).includes(`href="${"../".repeat(path.split("/").length - 1)}${href}"`));
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

// The words that the list has for an address.
const wanted = (page, href) => page.evaluate((href) => {
  const item = [...document.querySelectorAll("#previews [data-href]")].find((item) => item.dataset.href === href);
  return [item.querySelector("strong").textContent, item.querySelector("span").textContent];
}, href);

for (const kind of Object.keys(kinds)) {
  test(`a link to ${kind === "entity" ? "an" : "a"} ${kind} shows its first lines`, async () => {
    const found = example(kind);
    assert.ok(found, `no page previews a ${kind}`);
    const { context, page, complaints, link, box } = await open(found.path, found.href);
    await link.hover();
    await box.waitFor({ state: "visible", ...limit });
    const [title, text] = await wanted(page, found.href);
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
  assert.equal(await box.isVisible(), true, "at once");
  await page.keyboard.press("Escape");
  assert.equal(await box.isVisible(), false);
  assert.equal(await link.evaluate((e) => document.activeElement === e), true, "the focus stays");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Shift+Tab");
  assert.equal(await box.isVisible(), true);
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
    assert.equal(await page.locator("#previews").isVisible(), false, "the list is not shown");
    assert.equal(await page.locator("#preview-box").count(), 0);
    const link = page.locator(`a.mention[href="../${href}"]`).first();
    await link.click();
    assert.ok(page.url().endsWith(href), page.url());
  }
  await context.close();
});

test("previews are small", () => {
  const sizes = [...html.keys()].map((path) => ({ path, ...list(path) }));
  const most = sizes.reduce((a, b) => (a.bytes > b.bytes ? a : b));
  const all = sizes.reduce((sum, one) => sum + one.bytes, 0);
  assert.ok(most.hrefs.length > 20, "they are there");
  assert.ok(most.bytes <= 14 * 1024, `${most.path}: ${most.bytes} bytes`);
  assert.ok(all / sizes.length <= 3 * 1024, `${all / sizes.length} bytes a page`);
  for (const { path, bytes, hrefs } of sizes.filter((one) => one.bytes > 0)) {
    assert.ok(bytes <= 150 + hrefs.length * 450, `${path}: ${bytes} bytes for ${hrefs.length}`);
    assert.equal(new Set(hrefs).size, hrefs.length, `${path} says each once`);
  }
  const script = files(site, ".js").find((path) => path.startsWith("assets/preview."));
  assert.ok(statSync(join(site, script)).size <= 4 * 1024, "the script");
});
