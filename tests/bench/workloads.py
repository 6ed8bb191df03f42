"""The programs that bench_peers.py runs under every tool."""

import os
import shlex
import subprocess
from dataclasses import dataclass, field

import bench_runs as bench

SOURCES = os.path.dirname(os.path.abspath(__file__))
PAIRS = os.path.join(bench.BENCH, "malloc_pairs")

# Containers, strings, and objects that die and stay.
PYTHON_PROGRAM = """
import collections
import sys
kept = collections.deque(maxlen=2000)
for i in range(int(sys.argv[1])):
    rows = [{"number": j, "name": f"name {i} {j}"} for j in range(20)]
    kept.append(tuple(row["name"].upper() for row in rows if row["number"] % 3))
"""

SQLITE_PROGRAM = """
create table t(id integer primary key, name text, value real);
with recursive n(i) as (select 1 union all select i + 1 from n where i < {rows})
insert into t select i, 'name ' || i, i * 0.5 from n;
create index by_name on t(name);
select count(*), sum(value) from t where name > 'name 5';
"""

HEADERS = (
    "algorithm any chrono filesystem functional future iostream map memory optional "
    "random ranges regex set sstream string thread unordered_map variant vector"
).split()


@dataclass
class Workload:
    """`argv(scale)`: scale 1 is the full size, smaller ones for slow tools."""

    name: str
    argv: object
    environment: dict = field(default_factory=dict)
    cpus: int = 1


def pairs(name, count, cpus=1):
    return Workload(
        name, lambda scale: [PAIRS, name, str(int(count * scale))], cpus=cpus
    )


def compiler(folder):
    """cc1plus itself, as g++ would call it: the driver does not allocate much."""
    source = os.path.join(folder, "headers.cc")
    with open(source, "w", encoding="ascii") as stream:
        stream.writelines(f"#include <{header}>\n" for header in HEADERS)
        stream.write("std::regex r(\"a*b\");\nint main() { std::cout << 1; }\n")
    argv = ["g++", "-###", "-std=c++20", "-O0", "-S", "-o", "/dev/null", source]
    text = subprocess.run(
        argv, check=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ).stderr
    line = next(line for line in text.splitlines() if "cc1plus" in line)
    command = shlex.split(line)
    return Workload("cc1plus", lambda scale: command)


def python(count):
    return Workload(
        "python3",
        lambda scale: ["/usr/bin/python3", "-c", PYTHON_PROGRAM, str(int(count * scale))],
        {"PYTHONMALLOC": "malloc"},
    )


def sqlite(count):
    def argv(scale):
        return ["sqlite3", ":memory:", SQLITE_PROGRAM.format(rows=int(count * scale))]

    return Workload("sqlite3", argv)


def all_workloads(folder):
    """A second and a half each on a processor of 2025, a third of a second with --quick:
    start, exit and the last snapshot must not show in a ratio."""
    return (
        pairs("live64", 175_000_000),
        pairs("mixed", 90_000_000),
        pairs("larson", 40_000_000, 2),
        pairs("xmalloc", 32_000_000, 2),
        pairs("stl", 50_000_000),
        sqlite(1_700_000),
        python(100_000),
        compiler(folder),
    )
