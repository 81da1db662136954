// What the browser tests share: the built dossier, Debian's chromium, a server under a sub-path.
//
// It deliberately builds into a temporary folder and never touches `public/`.

import { execFileSync } from "node:child_process";
import { createServer } from "node:http";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { extname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { chromium } from "playwright-core";

export const ROOT = resolve(fileURLToPath(import.meta.url), "../../..");

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".jsonld": "application/ld+json",
  ".txt": "text/plain; charset=utf-8",
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
const scratches = [];
process.on("exit", () => scratches.forEach((folder) => rmSync(folder, { recursive: true, force: true })));
export function scratch() {
  const folder = mkdtempSync(join(tmpdir(), "dossier-browser-"));
  scratches.push(folder);
  return folder;
}

// Builds a dossier, the repository's own by default, and returns the folder.
export function build(root = ROOT) {
  const out = join(scratch(), "site");
  dossier("build", "--root", root, "--out", out, "--now", "2026-11-21T12:00:00Z");
  return out;
}

// All files of a folder, from the folder, in order.
export function files(folder, extension = "") {
  const all = readdirSync(folder, { recursive: true, withFileTypes: true });
  const paths = all.filter((e) => e.isFile()).map((e) => relative(folder, join(e.parentPath ?? e.path, e.name)));
  return paths.filter((path) => path.endsWith(extension)).map((path) => path.split(sep).join("/")).sort();
}

// One page of every kind, the fullest of its kind; of articles, one of each kind of text and of each direction.
export function kinds(site) {
  const fullest = new Map();
  for (const path of files(site, ".html")) {
    const html = readFileSync(join(site, path), "utf8");
    const kind = /<body class="page-([a-z0-9_]+)"/.exec(html)?.[1];
    const text = /<article class="(text-\w+ rights-\w+)"/.exec(html)?.[1];
    const key = [kind, text, text && /<main [^>]* dir="(\w+)"/.exec(html)?.[1]].filter(Boolean).join(" ");
    if (kind && html.length > (fullest.get(key)?.length ?? 0)) fullest.set(key, { path, length: html.length });
  }
  return [...fullest.values()].map((page) => page.path).sort();
}

// The pages of a site's articles.
export function articles(site) {
  return files(join(site, "articles"), ".html").filter((path) => path !== "index.html" && !path.includes("/"));
}

export const fileUrl = (site, path) => pathToFileURL(join(site, path)).href;

export const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
// As root it cannot use its sandbox.
export const FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--force-color-profile=srgb"].concat(
  ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
);

// Starts the browser.
export function browser() {
  return chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
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
    const type = TYPES[extname(file)] ?? "application/octet-stream";
    const headers = { "content-type": type };
    // As hosts do: text is compressed, and what has its digest in its name is kept.
    if (file.includes(`${sep}assets${sep}`)) headers["cache-control"] = "public, max-age=31536000, immutable";
    if (!type.startsWith("image/png") && /gzip/.test(request.headers["accept-encoding"] ?? "")) headers["content-encoding"] = "gzip";
    response.writeHead(200, headers);
    response.end(headers["content-encoding"] ? gzipSync(readFileSync(file)) : readFileSync(file));
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
