#!/usr/bin/env python3
"""leaktrace against its peers on the same programs, in one run.

Every figure is the ratio to the same program without any tool in the same
round: wall time, CPU time (of all processes that the tool needs), peak RSS;
and the bytes it wrote. A tool that is not installed is left out. In the last
rows go tool pprof answers what leaktrace answers from the same snapshots: there
the ratio is that to leaktrace.

usage: bench_peers.py [--quick | --smoke] [--only WORKLOAD,...]
"""

import argparse
import glob
import os
import shutil
import statistics
import sys
import time

import bench_runs as bench
import read_series
import redis_load
import workloads

# Runs of tools that are two orders of magnitude slower are this much smaller,
# and few; they have a baseline of their own.
SLOW_SCALE = 0.04
SLOW_WORKLOADS = ("live64", "stl", "python3")


def library(name):
    found = sorted(glob.glob(f"/usr/lib/*/{name}"))
    return found[0] if found else None


def fast_peers():
    peers = []
    if shutil.which("heaptrack"):
        prefix = ("heaptrack", "-o", "OUT/heaptrack")
        peers.append(bench.Mode("heaptrack", prefix=prefix))
    tcmalloc = library("libtcmalloc.so.4")
    if tcmalloc:
        preload = {"LD_PRELOAD": tcmalloc}
        minimal = {"LD_PRELOAD": library("libtcmalloc_minimal.so.4") or tcmalloc}
        sampled = {**preload, "TCMALLOC_SAMPLE_PARAMETER": "524288"}
        peers.append(bench.Mode("tcmalloc, no profile", minimal))
        peers.append(bench.Mode("tcmalloc sampled 512K", sampled))
    return peers


def slow_peers():
    peers = []
    tcmalloc = library("libtcmalloc.so.4")
    if tcmalloc:
        every = {"LD_PRELOAD": tcmalloc, "HEAPPROFILE": "OUT/heap"}
        peers.append(bench.Mode("tcmalloc HEAPPROFILE (short)", every))
    if shutil.which("valgrind"):
        massif = ("valgrind", "-q", "--tool=massif", "--massif-out-file=OUT/massif")
        dhat = ("valgrind", "-q", "--tool=dhat", "--dhat-out-file=OUT/dhat")
        peers.append(bench.Mode("massif (short)", prefix=massif))
        peers.append(bench.Mode("dhat (short)", prefix=dhat))
    return peers


def mebibytes(value):
    return f"{value / (1 << 20):.2f}"


def row(workload, name, costs, base):
    def ratio(read):
        values = [read(c) / max(read(b), 1e-9) for c, b in zip(costs, base)]
        return bench.spread(values, 2)

    return (
        workload,
        name,
        ratio(lambda c: c.wall_s),
        ratio(lambda c: c.cpu_s),
        ratio(lambda c: c.rss_bytes),
        mebibytes(statistics.median(c.written_bytes for c in costs)),
    )


class Bench:
    def __init__(self, rounds, peer_rounds, scale):
        self.rounds, self.peer_rounds, self.scale = rounds, peer_rounds, scale
        self.rows = [("workload", "under", "wall", "CPU", "peak RSS", "MiB written")]
        self.peers = fast_peers()

    def measure(self, run_once):
        """{mode: [results]}; peers run in the first rounds only."""
        results = {m.name: [] for m in (*bench.OWN_MODES, *self.peers)}
        for number in range(self.rounds):
            modes = list(bench.OWN_MODES)
            if number < self.peer_rounds:
                modes += self.peers
            for mode in modes:
                results[mode.name].append(run_once(mode))
        return results

    def add_rows(self, name, results):
        base = results[bench.NOTHING.name]
        for mode in (*bench.OWN_MODES[1:], *self.peers):
            self.rows.append(row(name, mode.name, results[mode.name], base))

    def program(self, workload):
        def run_once(mode, scale=self.scale):
            argv = workload.argv(scale)
            return bench.run(argv, mode, workload.environment, workload.cpus)[0]

        self.add_rows(workload.name, self.measure(run_once))
        if workload.name in SLOW_WORKLOADS:
            small = self.scale * SLOW_SCALE
            base = [run_once(bench.NOTHING, small)]
            for mode in slow_peers():
                costs = [run_once(mode, small)]
                self.rows.append(row(workload.name, mode.name, costs, base))

    def redis(self):
        requests = max(2_000, int(1_500_000 * self.scale))
        results = self.measure(lambda mode: redis_load.run(mode, requests))
        for command in redis_load.COMMANDS:
            of_command = {m: [r[command] for r in rs] for m, rs in results.items()}
            self.add_rows(f"redis {command.upper()}", of_command)

    def reading(self, folder, snapshots):
        files = read_series.make_large_series(folder, snapshots)
        for name, ours, theirs in read_series.questions(files):
            read_series.run(ours)  # fills the symbol cache
            runs = [
                (read_series.run(ours), read_series.run(theirs))
                for _ in range(self.rounds)
            ]
            base, costs = zip(*runs)
            self.rows.append(row(f"{name} of {snapshots}", "pprof", costs, base))


def can_read():
    return read_series.has_pprof() and os.path.exists(bench.CLI)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="small, few rounds")
    parser.add_argument("--smoke", action="store_true", help="does it run at all")
    parser.add_argument("--only", help="workloads, separated by commas")
    return parser.parse_args()


def main():
    options = arguments()
    begin = time.monotonic()
    runs, snapshots = Bench(5, 5, 1), 100
    if options.quick:
        runs, snapshots = Bench(5, 1, 0.25), 20
    names = options.only.split(",") if options.only else None
    if options.smoke:
        runs, snapshots, names = Bench(1, 0, 0.0001), 2, ["live64", "reading"]
        runs.peers = []
    with bench.Scratch(bench.NOTHING) as scratch:
        for workload in workloads.all_workloads(scratch.path):
            if names is None or workload.name in names:
                print(f"{workload.name} ...", file=sys.stderr)
                runs.program(workload)
        if shutil.which("redis-server") and (names is None or "redis" in names):
            runs.redis()
        if can_read() and (names is None or "reading" in names):
            runs.reading(scratch.path, snapshots)
    print(bench.table(runs.rows))
    print(f"{time.monotonic() - begin:.0f} s")


if __name__ == "__main__":
    main()
