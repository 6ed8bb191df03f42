"""What the bench scripts share: the ways a program is run, what a run cost, and
tables of medians.

Paths come from the environment (LT_*, so that the shim does not take them for
its own settings); by hand they default to build/bench.
"""

import json
import os
import shutil
import statistics
import subprocess
import tempfile
from dataclasses import dataclass, field

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD = os.environ.get("LT_BUILD", os.path.join(ROOT, "build", "bench"))
SHIM = os.environ.get("LT_SHIM", os.path.join(BUILD, "preload", "libleaktrace.so"))
CLI = os.environ.get("LT_CLI", os.path.join(BUILD, "report", "cli", "leaktrace"))
BENCH = os.path.join(BUILD, "tests", "bench")
RUN_COST = os.path.join(BENCH, "run_cost")


@dataclass
class Mode:
    """A way to run a program. OUT in an argument or a value of the environment
    stands for the folder of the run."""

    name: str
    environment: dict = field(default_factory=dict)
    prefix: tuple = ()


def leaktrace_mode(name, interval):
    return Mode(
        name,
        {
            "LD_PRELOAD": SHIM,
            "LEAKTRACE_INTERVAL": interval,
            "LEAKTRACE_DIR": "OUT",
        },
    )


NOTHING = Mode("nothing")
FORWARD_ONLY = Mode(
    "forward-only", {"LD_PRELOAD": os.path.join(BENCH, "libforward_only.so")}
)
OWN_MODES = (
    NOTHING,
    FORWARD_ONLY,
    leaktrace_mode("512K", "512K"),
    leaktrace_mode("64K", "64K"),
    leaktrace_mode("exact", "1"),
)


@dataclass
class Cost:
    wall_s: float = 0.0
    cpu_s: float = 0.0
    rss_bytes: int = 0
    written_bytes: int = 0


class Scratch:
    """A folder for one run, and the command as a mode wants it."""

    def __init__(self, mode):
        self.path = tempfile.mkdtemp(prefix="leaktrace-bench.")
        self.cost_path = self.path + ".cost"
        self.mode = mode

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.path, ignore_errors=True)
        if os.path.exists(self.cost_path):
            os.unlink(self.cost_path)

    def command(self, argv, environment=None):
        """With what the mode sets; read_cost() afterwards."""
        settings = {**(environment or {}), **self.mode.environment}
        words = [f"{name}={value}" for name, value in settings.items()]
        words += ["--", *self.mode.prefix]
        words = [word.replace("OUT", self.path) for word in words]
        return [RUN_COST, self.cost_path, *words, *argv]

    def read_cost(self):
        written_bytes = self.written_bytes()
        with open(self.cost_path, encoding="ascii") as stream:
            return Cost(**json.load(stream), written_bytes=written_bytes)

    def written_bytes(self):
        total = 0
        for folder, _, names in os.walk(self.path):
            for name in names:
                path = os.path.join(folder, name)
                if os.path.isfile(path):
                    total += os.path.getsize(path)
        return total


def pin(cpus):
    """A preexec_fn that keeps the child on these processors."""
    available = sorted(os.sched_getaffinity(0))
    wanted = set(available[-cpus:]) if cpus < len(available) else set(available)
    return lambda: os.sched_setaffinity(0, wanted)


def clean_environment():
    drop = ("LEAKTRACE_", "LD_PRELOAD", "LT_")
    return {k: v for k, v in os.environ.items() if not k.startswith(drop)}


def spawn(argv, scratch, environment=None, cpus=2, stdout=subprocess.DEVNULL):
    return subprocess.Popen(
        scratch.command(argv, environment),
        env=clean_environment(),
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.DEVNULL,
        cwd=scratch.path,
        preexec_fn=pin(cpus),
    )


def run(argv, mode, environment=None, cpus=1):
    """Runs to the end; (Cost, standard output). CPU and peak RSS include every
    process the run needed, a compressor for example."""
    with Scratch(mode) as scratch:
        process = spawn(argv, scratch, environment, cpus, subprocess.PIPE)
        output, _ = process.communicate()
        if process.returncode != 0:
            raise RuntimeError(f"{argv} under {mode.name}: status {process.returncode}")
        return scratch.read_cost(), output


def interleaved(modes, rounds, run_once):
    """A B C A B C ...: {mode name: [results]}, so that what the machine does
    meanwhile hits all alike."""
    results = {mode.name: [] for mode in modes}
    for _ in range(rounds):
        for mode in modes:
            results[mode.name].append(run_once(mode))
    return results


def median_min_max(values):
    return statistics.median(values), min(values), max(values)


def ratios(values, base):
    """Each run against the run of the same round."""
    return [value / other for value, other in zip(values, base)]


def spread(values, digits):
    """"1.05 (1.03..1.08)": median, least and most."""
    middle, low, high = median_min_max(values)
    return f"{middle:.{digits}f} ({low:.{digits}f}..{high:.{digits}f})"


def table(rows):
    """Lines of aligned columns; the first column to the left."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [row[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(row[1:], widths[1:])]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)
