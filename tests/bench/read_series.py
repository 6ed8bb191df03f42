#!/usr/bin/env python3
"""Reading and symbolising a series of snapshots of a real program (python3), or
a long one of a large program: leaktrace against go tool pprof on the same files.

The first round of each command is printed apart: it may fill a symbol cache.

usage: read_series.py [--quick | --smoke] [--large] [--snapshots N] [--keep FOLDER]
"""

import argparse
import glob
import os
import shutil
import subprocess
import sys

import bench_runs as bench

PROGRAM = os.path.join(os.path.dirname(os.path.abspath(__file__)), "growing_python.py")


def make_series(folder, snapshots, every_s=0.1):
    """Runs the program long enough; its snapshot files."""
    environment = dict(os.environ, PYTHONMALLOC="malloc", LD_PRELOAD=bench.SHIM)
    environment.update(
        LEAKTRACE_DIR=folder, LEAKTRACE_INTERVAL="4K", LEAKTRACE_EVERY=f"{every_s}s"
    )
    subprocess.run(
        ["/usr/bin/python3", PROGRAM, str(snapshots * every_s * 1.2 + 0.3)],
        env=environment,
        check=True,
    )
    files = sorted(glob.glob(os.path.join(folder, "*", "*.pb")))
    for surplus in files[snapshots:]:
        os.unlink(surplus)
    return files[:snapshots]


def make_large_series(folder, snapshots):
    """What a server with 5000 call stacks and 20,000 sampled objects leaves."""
    folder = os.path.join(folder, "large")
    os.makedirs(folder)
    writer = os.path.join(bench.BENCH, "write_series")
    subprocess.run([writer, folder, str(snapshots), "5000", "20000"], check=True)
    return sorted(glob.glob(os.path.join(folder, "*.pb")))


def questions(files):
    """(name, leaktrace's argv, pprof's). pprof of several files adds them up, which
    reads and symbolises as much as a report."""
    folder = os.path.dirname(files[0])
    pprof = ["go", "tool", "pprof", "-top", "-inuse_space"]
    diff_base = ["-diff_base", files[0]]
    return (
        ("report, all", [bench.CLI, "report", folder], [*pprof, *files]),
        ("top, last", [bench.CLI, "top", files[-1]], [*pprof, files[-1]]),
        (
            "diff",
            [bench.CLI, "diff", files[0], files[-1]],
            [*pprof, *diff_base, files[-1]],
        ),
    )


def has_pprof():
    return shutil.which("go") is not None


def commands(files):
    """(name, argv): leaktrace, and its counterpart where there is one."""
    for name, ours, theirs in questions(files):
        yield f"leaktrace {name}", ours
        if has_pprof():
            yield f"pprof for {name}", theirs


def run(argv):
    return bench.run(argv, bench.NOTHING, cpus=2)[0]


def row(name, argv, rounds):
    costs = [run(argv) for _ in range(rounds + 1)]
    warm = costs[1:]
    return (
        name,
        f"{costs[0].wall_s:.2f}",
        bench.spread([c.wall_s for c in warm], 2),
        bench.spread([c.cpu_s for c in warm], 2),
        f"{max(c.rss_bytes for c in costs) >> 20}",
    )


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="2 rounds")
    parser.add_argument("--smoke", action="store_true", help="5 snapshots, 1 round")
    parser.add_argument("--large", action="store_true", help="1000 large snapshots")
    parser.add_argument("--snapshots", type=int)
    parser.add_argument("--keep", help="leave the series in this folder")
    return parser.parse_args()


def main():
    options = arguments()
    usual = 5 if options.smoke else 1000 if options.large else 100
    snapshots = options.snapshots or usual
    rounds = 1 if options.smoke else 2 if options.quick else 5
    with bench.Scratch(bench.NOTHING) as scratch:
        folder = options.keep or scratch.path
        make = make_large_series if options.large else make_series
        files = make(folder, snapshots)
        if len(files) < snapshots:
            sys.exit(f"read_series: {len(files)} snapshots instead of {snapshots}")
        read_bytes = sum(os.path.getsize(f) for f in files)
        print(f"{len(files)} snapshots, {read_bytes >> 10} KiB")
        rows = [("command", "first s", "wall s", "CPU s", "peak MiB")]
        for name, argv in commands(files):
            rows.append(row(name, argv, rounds))
        print(bench.table(rows))


if __name__ == "__main__":
    main()
