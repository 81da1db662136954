// The dossiers that the browser tests read: the repository's own, and the five texts it is about, imported with notes.
//
// No word of the five texts stands here: a note's passage is words n to m of block k, taken when the tests run, and
// the names that entities get are words that the texts share. Without the texts beside the clone their tests are
// skipped, and say so; in CI they must be there.

import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT, build, dossier, scratch } from "./harness.mjs";
import { invented } from "./invented.mjs";

const TEXTS = join(ROOT, "../shared/articles");
const missing = !existsSync(TEXTS) && "the five texts are not beside this clone";
if (missing && process.env.CI) throw new Error(`${missing}; in CI they must be`);

export const THEMES = ["broadsheet", "ledger"];
export const KINDS = ["note", "context", "question", "check", "error", "reply", "identity", "link", "highlight"];

// What is read, in this order; `skip` says why not.
export const DOSSIERS = [
  { name: "the dossier itself", root: () => ROOT, skip: false },
  { name: "the five texts", root: five, skip: missing },
  { name: "an invented dossier in Spanish", root: invented, skip: false },
];

const built = new Map();

// Builds a dossier with a theme, once.
export function site(dossier, theme = "broadsheet") {
  const key = `${dossier.name} ${theme}`;
  if (!built.has(key)) built.set(key, build(withTheme(dossier.root(), theme)));
  return built.get(key);
}

// A copy of a dossier with another theme.
function withTheme(root, theme) {
  const copy = scratch();
  for (const name of ["content", "dossier.toml"]) cpSync(join(root, name), join(copy, name), { recursive: true });
  cpSync(join(ROOT, "themes"), join(copy, "themes"), { recursive: true });
  const config = readFileSync(join(copy, "dossier.toml"), "utf8");
  writeFileSync(join(copy, "dossier.toml"), config.replace(/^theme = .*$/m, `theme = "${theme}"`));
  return copy;
}

// The five texts in full, with notes of every kind.
function five() {
  const root = scratch();
  const folder = (name) => {
    mkdirSync(join(root, "content", name), { recursive: true });
    return (file, text) => writeFileSync(join(root, "content", name, file), text);
  };
  const config = ['title = "Five texts"', 'description = "Five texts with notes on their words."', 'language = "en"'];
  config.push('theme = "broadsheet"', 'lead = ["sample-figure"]', "[edition]", 'version = "0.9"', "date = 2026-11-21");
  writeFileSync(join(root, "dossier.toml"), `${config.join("\n")}\n`);
  const originals = readdirSync(TEXTS).filter((name) => name.endsWith(".txt")).map((name) => join(TEXTS, name));
  dossier("import", "--root", root, "--rights", "full", ...originals);
  const articles = readdirSync(join(root, "content/articles")).map((name) => name.replace(/\.md$/, "")).sort();
  const texts = articles.map((article) => dossier("text", "--root", root, article));
  const names = shared(texts);
  const entity = folder("entities");
  names.forEach((name, n) => {
    const kind = ["person", "organization", "place", "event", "work"][n % 5];
    entity(`entity-${n}.md`, `---\nname: ${name}\nkind: ${kind}\nrole: named in several of the texts\n---\n\nOne of those whom [[${articles[0]}]] names.\n`);
  });
  folder("claims")("sample-figure.md", "---\nquestion: What does each of the texts say here?\nfinding: Each says it in words of its own.\nreports: differ\n---\n\nWhere they differ, both are shown.\n");
  folder("pages")("about.md", "---\ntitle: About\ncorrections:\n  - {date: 2026-11-20, text: A date was wrong.}\n---\n\nWhat these pages are.\n");
  const annotations = folder("annotations");
  articles.forEach((article, n) => annotations(`${article}.md`, notes(texts[n], articles[(n + 1) % articles.length])));
  return root;
}

// Capitalised words that at least three of the texts share, the most frequent first.
function shared(texts) {
  const counts = new Map();
  for (const text of texts) {
    for (const word of new Set(text.match(/(?<=[\p{Ll},] )\p{Lu}\p{Ll}{4,}(?= \p{Ll})/gu))) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const names = [...counts].filter(([, count]) => count >= 3).map(([word]) => word).sort();
  if (names.length < 5) throw new Error(`too few names: ${names.length}`);
  return names.slice(0, 10);
}

const BODIES = [
  "The other texts say this otherwise; see [[sample-figure]] for how each of them words it.",
  "One sentence is enough here.",
  "A longer note, so that it runs to several lines in the margin and stands beside more than one paragraph. It says nothing of the text itself.\n\n- a first point\n- a second one, with [a source](https://example.org/a/long/path/to/a/report)",
  "Compare [[{other}]].",
];

// Notes on positions of a text: one on the whole, one on the headline, and every third block's words.
function notes(text, other) {
  const out = ["## On the whole {#whole .context}", "", "This text is read here with the others.", ""];
  const blocks = text.replace(/\n$/, "").split("\n");
  const add = (id, kind, fields, passage, body) =>
    out.push(`## A note of its own {#${id} .${kind}}`, ...fields, "", `> **${passage}**`, "", body.replace("{other}", other), "");
  let n = 0;
  let answered = "";
  blocks.forEach((block, k) => {
    const take = k === 0 ? 1 : k % 3 === 0 ? 2 : 1;
    for (let i = 0; i < take; i += 1) {
      const passage = words(text, block, i * 3);
      if (!passage) continue;
      const kind = KINDS[n % KINDS.length];
      const fields = {
        check: ["claim: sample-figure = in its own words", "by: entity-0"],
        identity: ["about: entity-1"],
        reply: [`re: ${answered}`],
        question: ['by: "a source without a name"', "via: entity-2"],
        error: ["happened: 2019-01-30"],
      }[kind] ?? [];
      if (kind === "reply" && !answered) continue;
      const id = `n-${k}-${i}`;
      add(id, kind, fields, passage, BODIES[n % BODIES.length]);
      if (kind === "error") answered = id;
      n += 1;
    }
  });
  return out.join("\n");
}

// Four to twelve words of a block that occur once in the text and say the same in Markdown, from a word on.
function words(text, block, from) {
  const all = block.split(" ");
  const plain = (word) => /^[\p{L}\p{N}][\p{L}\p{N}'’.,%-]*$/u.test(word);
  const whole = (word) => /^[\p{L}\p{N}]+$/u.test(word);
  for (let start = from; start + 4 <= all.length; start += 1) {
    for (let count = 4; count <= 12 && start + count <= all.length; count += 1) {
      const run = all.slice(start, start + count);
      const passage = run.join(" ");
      if (!run.every(plain)) break;
      if (whole(run[0]) && whole(run[count - 1]) && text.split(passage).length === 2) return passage;
    }
  }
  return null;
}
