"""Hard shapes, each within a bound."""
import subprocess

from .setting import ROOT, count, fresh, generate, measure, median, say, table

# Name, what it is, and the bound: wall seconds and peak MiB on two cores. A bound is some three times what was measured
# when it was set; it is there to catch what grows with the square, not to be met narrowly.
SHAPES = [
    ("everywhere", "one entity in every sentence of 1,000 articles", 3, 200),
    ("notes", "an article with 2,000 notes", 2, 200),
    ("entities", "5,000 entities, 1,000 articles", 8, 500),
    ("overlap", "200 overlapping notes on one paragraph", 1, 100),
    ("deep", "90 levels of nesting", 1, 100),
    ("long", "one article of 5 MB", 3, 300),
]


def run(args, place):
    runs = args.runs or 3
    rows = []
    for name, what, seconds, mib in SHAPES:
        say("shape", name)
        folder = generate(place, f"shape-{name}", "--shape", name)
        built = []
        for _ in range(runs):
            fresh(place, folder)
            built.append(measure([place.dossier, "build", "--quiet", "--strict", "--root", folder]))
        files, size, largest = count(folder / "public")
        wall, cpu, peak = (median(built, i) for i in range(3))
        within = "yes" if wall <= seconds and peak <= mib else "**no**"
        shown = [f"{wall:.2f}", f"{cpu:.2f}", f"{peak:.0f}", f"{files:,}", f"{size / 1e6:.1f}", f"{largest / 1e6:.2f}"]
        rows.append((what, *shown, f"{seconds} s, {mib} MiB", within))
    head = ["<hard shape", "wall s", "CPU s", "peak MiB", "files", "MB", "largest page MB", "<bound", "<within"]
    yield from table(head, rows)
    if not args.no_crawl:
        say("crawling the full shapes")
        test = ["cargo", "test", "--quiet", "--test", "it", "the_full_shapes_are_whole", "--", "--ignored"]
        done = subprocess.run(test, cwd=ROOT, capture_output=True, text=True)
        passed = done.returncode == 0 and "1 passed" in done.stdout
        if not passed:
            say(done.stdout, done.stderr)
        yield "\nTheir pages " + ("pass the crawler." if passed else "**do not pass the crawler.**")
