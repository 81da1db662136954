// What the browser tests share: the built dossier, Debian's chromium, a server under a sub-path.
//
// It deliberately builds into a temporary folder and never touches `public/`.

import { execFileSync } from "node:child_process";
import { createServer } from "node:http";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { extname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

export const ROOT = resolve(fileURLToPath(import.meta.url), "../../..");

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".jsonld": "application/ld+json",
};

// The program to test: `DOSSIER_BIN`, or the newest one that cargo has built.
function program() {
  if (process.env.DOSSIER_BIN) return process.env.DOSSIER_BIN;
  const target = process.env.CARGO_TARGET_DIR ?? join(ROOT, "target");
  const built = ["release", "debug"].map((profile) => join(target, profile, "dossier")).filter((path) => existsSync(path));
  if (built.length === 0) throw new Error("no program to test: run `cargo build` or set DOSSIER_BIN");
  return built.sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)[0];
}

// Runs the program and returns what it prints.
export function dossier(...args) {
  return execFileSync(program(), args, { cwd: ROOT, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

// A folder that is gone when the tests are.
export function scratch() {
  const folder = mkdtempSync(join(tmpdir(), "dossier-browser-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

// Builds a dossier, the repository's own by default, and returns the folder.
export function build(root = ROOT) {
  const out = join(scratch(), "site");
  dossier("build", "--root", root, "--out", out, "--now", "2026-11-21T12:00:00Z");
  return out;
}

// A copy of the repository's dossier with another theme, built.
export function themed(theme) {
  const root = scratch();
  for (const name of ["content", "themes", "dossier.toml"]) cpSync(join(ROOT, name), join(root, name), { recursive: true });
  const config = readFileSync(join(root, "dossier.toml"), "utf8");
  writeFileSync(join(root, "dossier.toml"), config.replace(/^theme = .*$/m, `theme = "${theme}"`));
  return build(root);
}

// All files of a folder, from the folder, in order.
export function files(folder, extension = "") {
  const all = readdirSync(folder, { recursive: true, withFileTypes: true });
  const paths = all.filter((e) => e.isFile()).map((e) => relative(folder, join(e.parentPath ?? e.path, e.name)));
  return paths.filter((path) => path.endsWith(extension)).map((path) => path.split(sep).join("/")).sort();
}

// One page of every kind, the fullest of its kind.
export function kinds(site) {
  const fullest = (folder) =>
    files(join(site, folder), ".html")
      .filter((path) => path !== "index.html" && !path.includes("/"))
      .map((path) => `${folder}/${path}`)
      .sort((a, b) => statSync(join(site, b)).size - statSync(join(site, a)).size)[0];
  const pages = ["index.html", fullest("articles"), "articles/index.html", fullest("entities"), "entities/index.html"];
  pages.push(fullest("claims"), "claims/index.html", "about.html", "corrections.html", "404.html");
  return pages.filter((path) => path && existsSync(join(site, path)));
}

export const fileUrl = (site, path) => pathToFileURL(join(site, path)).href;

// Starts the browser; as root it cannot use its sandbox.
export function browser() {
  const quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"];
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--force-color-profile=srgb", ...quiet],
  });
}

// Serves a folder under `/any/sub/path/`; `close` ends it.
export async function serve(site, prefix = "/any/sub/path/") {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://x").pathname);
    const name = path.startsWith(prefix) ? path.slice(prefix.length) || "index.html" : "";
    const file = resolve(site, name.endsWith("/") ? `${name}index.html` : name);
    if (name === "" || !file.startsWith(site + sep) || !existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" });
    response.end(readFileSync(file));
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const host = `http://127.0.0.1:${server.address().port}`;
  const close = () => new Promise((done) => server.close(done));
  return { host, url: (path) => `${host}${prefix}${path}`, close };
}

// Opens pages and writes down whatever they complain about or ask others for.
export async function watched(browser, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const complaints = [];
  const page = await context.newPage();
  page.on("console", (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
  page.on("requestfailed", (request) => {
    // The icon is fetched late; going on to the next page breaks it off.
    if (request.failure()?.errorText !== "net::ERR_ABORTED") complaints.push(`failed: ${request.url()}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()}: ${response.url()}`);
  });
  const asked = [];
  page.on("request", (request) => asked.push(request.url()));
  return { context, page, complaints, asked };
}
