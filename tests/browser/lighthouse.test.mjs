// Lighthouse on the fullest article, served as a host serves it.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";
import { DOSSIERS, site } from "./dossiers.mjs";
import { CHROMIUM, FLAGS, articles, serve } from "./harness.mjs";
import { statSync } from "node:fs";

const CATEGORIES = ["performance", "accessibility", "best-practices", "seo"];
const folder = site(DOSSIERS[0]);
let chrome;
let server;

before(async () => {
  server = await serve(folder, "/");
  chrome = await launch({ chromePath: CHROMIUM, chromeFlags: FLAGS });
});

after(async () => {
  await chrome?.kill();
  await server?.close();
});

test("Lighthouse gives an article at least 98 in everything", { timeout: 300_000 }, async () => {
  const size = (path) => statSync(`${folder}/articles/${path}`).size;
  const fullest = articles(folder).sort((a, b) => size(b) - size(a))[0];
  const best = {};
  // Other work on the machine can only slow a run down: the best of three counts.
  for (let run = 0; run < 3 && CATEGORIES.some((id) => !(best[id]?.score >= 98)); run += 1) {
    const options = { port: chrome.port, output: "json", logLevel: "error", onlyCategories: CATEGORIES };
    const { lhr } = await lighthouse(server.url(`articles/${fullest}`), options);
    assert.equal(lhr.runtimeError, undefined);
    for (const id of CATEGORIES) {
      const category = lhr.categories[id];
      const score = Math.round(category.score * 100);
      const short = category.auditRefs.filter((ref) => ref.weight > 0).map((ref) => lhr.audits[ref.id]);
      const faults = short.filter((audit) => audit.score !== null && audit.score < 0.98).map((audit) => `${audit.id}: ${audit.displayValue ?? audit.title}`);
      if (!(best[id]?.score >= score)) best[id] = { score, faults };
    }
  }
  console.log(CATEGORIES.map((id) => `${id} ${best[id].score}`).join(", "));
  for (const id of CATEGORIES) assert.ok(best[id].score >= 98, `${id}: ${best[id].score}\n${best[id].faults.join("\n")}`);
});
