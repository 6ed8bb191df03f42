#!/usr/bin/env python3
"""What a malloc+free pair costs under each way to run it.

CPU time per pair, interleaved rounds, medians with least and most. The program
measures itself, so start-up and exit do not count.

usage: run_pairs.py [--quick | --smoke] [--rounds N] [--only WORKLOAD,...]
"""

import argparse
import json
import os

import bench_runs as bench

PROGRAM = os.path.join(bench.BENCH, "malloc_pairs")
# name, pairs in a full run, processors
WORKLOADS = (
    ("live64", 20_000_000, 1),
    ("live10k", 8_000_000, 1),
    ("mixed", 5_000_000, 1),
    ("threads2", 8_000_000, 2),
    ("larson", 8_000_000, 2),
    ("xmalloc", 5_000_000, 2),
    ("stl", 5_000_000, 1),
)


def nanoseconds(workload, pairs, cpus, mode):
    _, output = bench.run([PROGRAM, workload, str(pairs)], mode, cpus=cpus)
    return json.loads(output)["cpu_ns"]


def measure(workload, pairs, cpus, rounds):
    return bench.interleaved(
        bench.OWN_MODES,
        rounds,
        lambda mode: nanoseconds(workload, pairs, cpus, mode),
    )


def rows_of(workload, by_mode):
    nothing = by_mode[bench.NOTHING.name]
    floor = by_mode[bench.FORWARD_ONLY.name]
    for mode in bench.OWN_MODES:
        values = by_mode[mode.name]
        over_floor = [value - other for value, other in zip(values, floor)]
        yield (
            workload,
            mode.name,
            bench.spread(values, 1),
            bench.spread(bench.ratios(values, nothing), 2),
            bench.spread(over_floor, 1),
        )


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="3 short rounds")
    parser.add_argument("--smoke", action="store_true", help="does it run at all")
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--only", help="workloads, separated by commas")
    return parser.parse_args()


def main():
    options = arguments()
    share = 2_000 if options.smoke else 4 if options.quick else 1
    rounds = options.rounds or (1 if options.smoke else 3 if options.quick else 7)
    only = options.only.split(",") if options.only else [w[0] for w in WORKLOADS]
    rows = [("workload", "mode", "ns per pair", "x nothing", "ns over forward-only")]
    for workload, pairs, cpus in WORKLOADS:
        if workload in only:
            by_mode = measure(workload, pairs // share, cpus, rounds)
            rows.extend(rows_of(workload, by_mode))
    print(bench.table(rows))


if __name__ == "__main__":
    main()
