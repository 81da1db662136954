"""Builds from nothing beside Hugo and a plain writer, and again with nothing changed."""
import subprocess, os

from .setting import aside, count, fresh, generate, marks, measure, median, say, table

HEAD = ["<what", "articles", "wall s", "CPU s", "peak MiB", "files", "MB written", "runs"]


def run(args, place):
    sizes = [int(n) for n in (args.articles or "1000,10000").split(",")]
    rows, slopes, aims = [], {}, []
    for n in sizes:
        one(args, place, n, rows, slopes, aims)
    yield from table(HEAD, rows)
    if len(sizes) > 1:
        small, large = slopes[sizes[0]], slopes[sizes[-1]]
        names = ["wall", "CPU", "peak memory", "bytes"]
        ratios = [b / a for a, b in zip(small, large)]
        shown = ", ".join(f"{name} × {ratio:.1f}" for name, ratio in zip(names, ratios))
        yield f"\nFrom {sizes[0]:,} to {sizes[-1]:,} articles: {shown}."
        if sizes[0] * 10 == sizes[-1]:
            aims.append((f"slope, {sizes[0]:,} to {sizes[-1]:,}", f"{max(ratios):.1f}", "at most 11", max(ratios) <= 11))
    yield ""
    yield from table(["<target", "measured", "<wanted", "<met"], [(a, b, c, "yes" if met else "**no**") for a, b, c, met in aims])


def one(args, place, n, rows, slopes, aims):
    runs = args.runs or (5 if n <= 1000 else 3)
    ours = generate(place, f"ours-{n}", "--articles", n)
    theirs = place.hugo and generate(place, f"hugo-{n}", "--articles", n, "--layout", "hugo")
    build = [place.dossier, "build", "--quiet", "--root", ours]
    hugo = [place.hugo, "--quiet", "--noBuildLock"]
    copy = place.work / "copy"
    cold, unread, again, peer, writer = [], [], [], [], []
    touched = 0
    for run in range(runs):
        say(f"{n} articles, run {run + 1} of {runs}")
        fresh(place, ours)
        cold.append(measure(build))
        if place.hugo:
            fresh(place, theirs)
            peer.append(measure(hugo, cwd=theirs))
        aside(place, copy)
        os.sync()
        seconds = subprocess.run([place.writer, ours / "public", copy], capture_output=True, check=True, text=True)
        writer.append((float(seconds.stdout),))
        aside(place, copy)
        before = marks(ours)
        # Writing so much has pushed the sources out of the system's memory: the first look reads them from the disk.
        unread.append(measure(build))
        again.append(measure(build))
        touched = max(touched, len(set(before.items()) ^ set(marks(ours).items())))
    files, size, largest = count(ours / "public")
    wall, cpu, peak = (median(cold, i) for i in range(3))
    slopes[n] = (wall, cpu, peak, size)
    add = lambda what, runs, files, size: rows.append(row(what, n, runs, files, size))
    add("dossier", cold, files, size)
    add("dossier, nothing changed", again, touched, 0 if touched == 0 else None)
    add("dossier, nothing changed, the first time after so much was written", unread, touched, 0 if touched == 0 else None)
    if place.hugo:
        files, bytes_, _ = count(theirs / "public")
        add("Hugo 0.168, title and date in lists", peer, files, bytes_)
        rich = generate(place, f"hugo-summaries-{n}", "--articles", n, "--layout", "hugo-summaries")
        say(f"{n} articles, Hugo with summaries")
        once = [measure(hugo, cwd=rich)]
        files, bytes_, _ = count(rich / "public")
        add("Hugo 0.168, summaries in lists", once, files, bytes_)
        w, c = median(peer, 0), median(peer, 1)
        ratio = f"**dossier to Hugo: wall 1/{w / wall:.1f}, CPU 1/{c / cpu:.1f}, peak 1/{median(peer, 2) / peak:.1f}**"
        rows.append((ratio, f"{n:,}", *[""] * 6))
        if n >= 10000:
            aims.append((f"wall to Hugo's at {n:,}", f"1/{w / wall:.1f}", "at most 1/2 (goal 1/4)", wall * 2 <= w))
            aims.append((f"CPU to Hugo's at {n:,}", f"1/{c / cpu:.1f}", "at most 1/2 (goal 1/4)", cpu * 2 <= c))
        aside(place, rich)
    seconds = median(writer, 0)
    rows.append(("plain two-thread writer of dossier's bytes", f"{n:,}", f"{seconds:.2f}", *[""] * 4, str(runs)))
    rows.append((f"**dossier to the writer: {wall / seconds:.2f}**", f"{n:,}", *[""] * 6))
    spread = f"{min(r[0] for r in cold):.2f} to {max(r[0] for r in cold):.2f}"
    say(f"{n} articles: {wall:.2f} s ({spread}); largest page {largest / 1000:.0f} kB")
    if n >= 10000:
        aims.append((f"peak memory at {n:,}", f"{peak:.0f} MiB", "at most 500 MiB (goal 300)", peak <= 500))
        aims.append((f"written at {n:,}", f"{size / 1e6:.0f} MB", "at most 200 MB (goal 150)", size <= 200e6))
        aims.append((f"wall to the plain writer at {n:,}", f"{wall / seconds:.2f}", "at most 2.5", wall <= 2.5 * seconds))
    idle = median(again, 0)
    aims.append((f"nothing changed, {n:,}", f"{idle:.2f} s, {touched} files", "under 0.7 s, none", idle < 0.7 and touched == 0))


def row(what, n, runs, files, size):
    wall, cpu, peak = (median(runs, i) for i in range(3))
    mb = "" if size is None else f"{size / 1e6:.1f}"
    return what, f"{n:,}", f"{wall:.2f}", f"{cpu:.2f}", f"{peak:.0f}", f"{files:,}", mb, str(len(runs))
