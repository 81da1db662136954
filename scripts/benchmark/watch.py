"""Edits under a running watch: how long from the end of the debounce until the site is on disk and tabs are told.

That is the time that the program tells of itself at the end of a round: it begins when the debounce is over and ends when
every file is written and the tabs' tasks are woken. Beside it stands what is seen from outside: the time from the save
until an open tab has the message. It has the debounce in it (50 ms of quiet) and what the tab's own task does.
"""
import queue, re, statistics, subprocess, sys, threading, time

from .setting import generate, say, table

TIME = r"([\d.]+) (ms|s)"
LOOKED = re.compile(rf"^looked in {TIME}, nothing changed$")
CLOSED = re.compile(rf"^(.+) in {TIME}$")
BROKEN = re.compile(rf"\({TIME}\)$")
STAGE = re.compile(r"^([a-z ]+?) +([\d.]+) ms$")
HEAD = ["<edit", "articles", "median ms", "p95 ms", "save to tab ms", "files", "edits"]


class Watch:
    """A watch in a process of its own."""

    def __init__(self, place, root):
        command = [place.dossier, "watch", "--timings", "--port", "0", "--root", root]
        self.process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.lines = queue.Queue()
        threading.Thread(target=self.read, daemon=True).start()
        self.port, self.stages = None, {}
        while not (line := self.next()).startswith("watching for changes"):
            if found := re.match(r"preview at http://127\.0\.0\.1:(\d+)/", line):
                self.port = int(found[1])
        self.stages = {}

    def read(self):
        for line in self.process.stdout:
            self.lines.put(line.rstrip("\n"))
        self.lines.put(None)

    def next(self):
        line = self.lines.get(timeout=600)
        if line is None:
            sys.exit("the watch ended")
        return line

    def round(self, changes):
        """Waits for the end of a round, or of a look that finds nothing where nothing `changes`.

        Returns what it says, its milliseconds, and those of its passes.
        """
        stages = {}
        while True:
            line = self.next()
            if found := STAGE.match(line):
                stages[found[1]] = float(found[2])
            elif found := LOOKED.match(line):
                if changes:
                    continue
                return "", milliseconds(found[1], found[2]), stages
            elif found := CLOSED.match(line):
                return found[1], milliseconds(found[2], found[3]), stages
            elif BROKEN.search(line):
                sys.exit(f"an edit broke the dossier: {line}")

    def peak(self):
        status = open(f"/proc/{self.process.pid}/status").read()
        return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024

    def end(self):
        self.process.terminate()
        self.process.wait()


def milliseconds(figure, unit):
    return float(figure) * (1000 if unit == "s" else 1)


def run(args, place):
    sizes = [int(n) for n in (args.articles or "100,10000").split(",")]
    rows, passes, aims = [], [], []
    for n in sizes:
        one(args, place, n, rows, passes, aims)
    yield from table(HEAD, rows)
    yield ""
    yield from passes
    yield ""
    wanted = [(a, b, c, "yes" if met else "**no**") for a, b, c, met in aims]
    yield from table(["<target", "measured", "<wanted", "<met"], wanted)


def one(args, place, n, rows, passes, aims):
    from .tab import Tab

    edits = args.edits or (10 if n <= 1000 else 5)
    root = generate(place, f"watch-{n}", "--articles", n)
    template(root, 0)
    say(f"watch, {n} articles: the first build")
    subprocess.run([place.dossier, "build", "--quiet", "--root", root], check=True)
    time.sleep(2.5)  # So that no file is fresh when the watch begins.
    watch = Watch(place, root)
    times = {name: [] for name, _, _ in EDITS}
    try:
        for turn in range(1, edits + 1):
            say(f"watch, {n} articles: turn {turn} of {edits}")
            for name, edit, page in EDITS:
                article = turn * 7 % n
                tab = page and Tab(watch.port, page.format(article))
                time.sleep(0.5)
                while not watch.lines.empty():
                    say("the watch does not rest:", watch.next())
                saved = time.monotonic()
                edit(root, article, turn)
                said, reported, stages = watch.round(edit is not nothing)
                told = tab and tab.wait(60)
                if tab:
                    tab.close()
                    if told is None:
                        sys.exit(f"{name}: the tab was not told")
                files = re.search(r"\((\d+) written", said)
                outside = (told - saved) * 1000 if told else None
                times[name].append((reported, outside, int(files[1]) if files else 0, stages))
        peak = watch.peak()
    finally:
        watch.end()
    for name, _, _ in EDITS:
        reported = sorted(t[0] for t in times[name])
        late = reported[-(-len(reported) * 95 // 100) - 1]
        outside = [t[1] for t in times[name] if t[1] is not None]
        files = statistics.median(t[2] for t in times[name])
        middle = statistics.median(reported)
        seen = f"{statistics.median(outside):.0f}" if outside else ""
        rows.append((name, f"{n:,}", f"{middle:.0f}", f"{late:.0f}", seen, f"{files:,.0f}", str(edits)))
        if name == TYPO and n in (100, 10000):
            most, worst = (20, 40) if n == 100 else (100, 200)
            aims.append((f"{name}, {n:,}: median", f"{middle:.0f} ms", f"at most {most} ms", middle <= most))
            if n == 10000:
                aims.append((f"{name}, {n:,}: p95", f"{late:.0f} ms", f"at most {worst} ms", late <= worst))
        if name in NAMED and n == 10000:
            aims.append((f"{name}, {n:,}: median", f"{middle:.0f} ms", "at most 300 ms", middle <= 300))
    for edit in [TYPO, *NAMED]:
        names = list(times[edit][0][3])
        medians = {s: statistics.median(t[3].get(s, 0) for t in times[edit]) for s in names}
        shown = ", ".join(f"{s} {ms:.1f}" for s, ms in medians.items() if ms >= 0.05)
        passes.append(f"{edit.capitalize()} at {n:,} articles, medians by pass in ms: {shown}.  ")
    passes.append(f"Peak memory of the watch at {n:,} articles: {peak:.0f} MiB.  ")


def words(text, n):
    """The n-th paragraph of an article's file, as words."""
    return text.split("\n\n")[n + 1].split()


def typo(root, article, turn):
    """Doubles the last letter of a word that no note quotes."""
    at = root / f"content/articles/article-{article:06}.md"
    text = at.read_text()
    notes = (root / f"content/annotations/article-{article:06}.md").read_text()
    head, body = text.split("---\n", 2)[1:]
    plain = [w for w in re.findall(r"\b[a-z]{5,}\b", body) if w not in notes]
    word = plain[turn % len(plain)]
    at.write_text(f"---\n{head}---\n" + re.sub(rf"\b{word}\b", word + word[-1], body, count=1))


def note(root, article, turn):
    text = (root / f"content/articles/article-{article:06}.md").read_text()
    passage = " ".join(words(text, turn % 3)[:14])
    with open(root / f"content/annotations/article-{article:06}.md", "a") as notes:
        notes.write(f"## New {turn} {{#new-{turn} .check}}\n\n> {passage}\n\nNobody had seen it.\n\n")


def alias(root, article, turn):
    word = words((root / f"content/articles/article-{article:06}.md").read_text(), 4)[0].rstrip(".")
    at = root / f"content/entities/entity-{turn:05}.md"
    at.write_text(at.read_text().replace("kind: person\n", f"kind: person\naliases: [\"{word}\"]\n", 1))


def front(at, key, value):
    """Sets a key of the front matter of a file."""
    head, body = at.read_text().split("---\n", 2)[1:]
    line = f"{key}: {value}\n"
    found = re.compile(rf"^{key}: .*\n", re.M)
    head = found.sub(lambda _: line, head, count=1) if found.search(head) else head + line
    at.write_text(f"---\n{head}---\n{body}")


def title(root, article, turn):
    front(root / f"content/articles/article-{article:06}.md", "title", f"A new title {turn}")


def date(root, article, turn):
    """Moves an article among the others in the order of publication."""
    front(root / f"content/articles/article-{article:06}.md", "published", f"2019-01-{turn + 10}")


def role(root, article, turn):
    front(root / f"content/entities/entity-{turn:05}.md", "role", f"role {turn}")


def template(root, turn):
    at = root / "templates/article.html"
    at.parent.mkdir(exist_ok=True)
    at.write_text(f'{{% extends "broadsheet/article.html" %}}{{% block kicker %}}<p>Turn {turn}</p>{{% endblock %}}')


def nothing(root, article, _):
    at = root / f"content/articles/article-{article:06}.md"
    at.write_bytes(at.read_bytes())


TYPO = "typo in an article"
# Edits of what other pages name.
NAMED = {
    "new alias of an entity": alias,
    "another title of an article": title,
    "another date of an article": date,
    "another role of an entity": role,
}
EDITS = [
    (TYPO, typo, "/articles/article-{:06}.html"),
    ("new note", note, "/articles/article-{:06}.html"),
    *((name, edit, None) for name, edit in NAMED.items()),
    ("edit of the articles' template", lambda root, _, turn: template(root, turn), "/articles/article-{:06}.html"),
    ("the same bytes saved again", nothing, None),
]
