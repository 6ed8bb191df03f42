"""Run by scripts/soak: redis under mixed load, in two halves, sampled and exact.
Checks at the end that the shim lost nothing, kept to its memory, and counts
what redis counts."""

import math
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

from leaktrace_e2e import CLI, all_series, read_profile, shim_environment

MIB = 1 << 20
# Interval in bytes, and the budget of the tables that goes with it.
MODES = ((512 * 1024, 64 * MIB), (1, 1024 * MIB))
# Beside the tables: the module map, and buffers of the writer.
OUTSIDE_BUDGET = 8 * MIB
# The loader's blocks before the start, and those of our own thread's start.
EXPLAINED_LOSSES = {"loss.before_start": 100, "loss.reentered": 10}

# redis sums up malloc_usable_size, the shim what was asked for. jemalloc rounds
# up to multiples of 16, above 128 to the next quarter of a power of two: redis's
# objects (16, 24, 40 .. 72 bytes, strings of 200) lose a tenth to a quarter of
# their class. So the live bytes are no less than 3/4 of redis's figure.
LEAST_PART = 0.75
# What does not go through redis's counter: Lua, libc's buffers, the loader's
# tables, the C++ and jemalloc set-up.
UNCOUNTED_BYTES = 2 * MIB
# Of the sampling error of a sum of `bytes`: sqrt(bytes * interval).
SIGMAS = 4


class Redis:
    def __init__(self, interval_bytes, budget_bytes):
        self.scratch = tempfile.mkdtemp(prefix="leaktrace-soak.")
        self.out = os.path.join(self.scratch, "out")
        self.socket = os.path.join(self.scratch, "redis.sock")
        argv = ["redis-server", "--port", "0", "--unixsocket", self.socket]
        argv += ["--dir", self.scratch, "--save", ""]
        settings = shim_environment(
            self.out, interval=interval_bytes, every="10s", memory=budget_bytes
        )
        self.server = subprocess.Popen(
            argv, env=settings, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        while subprocess.run(["redis-cli", "-s", self.socket, "ping"],
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode:
            if self.server.poll() is not None:
                raise RuntimeError("redis did not start")
            time.sleep(0.05)

    def ask(self, *words):
        argv = ["redis-cli", "-s", self.socket, *words]
        return subprocess.run(argv, check=True, stdout=subprocess.PIPE, text=True).stdout

    def memory(self, key):
        return int(re.search(rf"^{key}:(\d+)", self.ask("info", "memory"), re.M)[1])

    def load(self, seconds):
        """Mixed commands, a fork snapshot per round; how many were begun."""
        tests = "set,get,incr,lpush,rpop,sadd,hset,zadd,mset"
        argv = ["redis-benchmark", "-s", self.socket, "-q", "-n", "20000", "-r", "50000"]
        end = time.monotonic() + seconds
        saves = 0
        while time.monotonic() < end:
            subprocess.run(
                [*argv, "-d", "200", "-t", tests], check=True, stdout=subprocess.DEVNULL
            )
            saves += "started" in self.ask("bgsave")
        while "rdb_bgsave_in_progress:1" in self.ask("info", "persistence"):
            time.sleep(0.1)
        return saves

    def picture(self):
        """A snapshot of now."""
        pid = str(self.server.pid)
        answer = subprocess.run(
            [CLI, "snapshot", pid, "--dir", self.out],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        return read_profile(answer.stdout.split()[-1])

    def end(self):
        subprocess.run(["redis-cli", "-s", self.socket, "shutdown", "nosave"], check=False)
        said = self.server.stderr.read().decode()
        return self.server.wait(60), said

    def kill(self):
        self.server.kill()
        self.server.wait()
        self.server.stderr.close()


def problems_of_file(path, profile, budget_bytes):
    facts = profile.facts()
    losses = {k: int(v) for k, v in facts.items() if k.startswith("loss.")}
    bad = {k: n for k, n in losses.items() if n > EXPLAINED_LOSSES.get(k, 0)}
    if bad:
        yield f"{path}: {bad}"
    own = sum(int(v) for k, v in facts.items() if re.match(r"self\..*bytes", k))
    if own > budget_bytes + OUTSIDE_BUDGET:
        yield f"{path}: the shim uses {own} bytes of {budget_bytes}"


def problems_of_total(in_use, used_memory, interval_bytes):
    error = 0 if interval_bytes == 1 else SIGMAS * math.sqrt(used_memory * interval_bytes)
    least = LEAST_PART * used_memory - error
    most = used_memory + UNCOUNTED_BYTES + error
    print(f"soak: {in_use} bytes live, redis counts {used_memory}: "
          f"from {least:.0f} to {most:.0f} are right")
    if not least <= in_use <= most:
        yield f"{in_use} bytes live, redis counts {used_memory}"


def soak(interval_bytes, budget_bytes, seconds):
    redis = Redis(interval_bytes, budget_bytes)
    try:
        saves = redis.load(seconds)
        used_memory = redis.memory("used_memory")
        resident = redis.memory("allocator_resident")
        picture = redis.picture()
        status, said = redis.end()
    finally:
        redis.kill()
    in_use = picture.totals()["inuse_space"]
    problems = list(problems_of_total(in_use, used_memory, interval_bytes))
    # As the kernel sees it: what is resident and not jemalloc's.
    rest = int(picture.facts()["memory.rss_anon_bytes"]) - resident
    print(f"soak: {rest} bytes are resident beside redis's heap")
    if rest > budget_bytes + OUTSIDE_BUDGET:
        problems.append(f"{rest} bytes resident beside the heap")
    files = [path for series in all_series(redis.out) for path in series.files()]
    for path in files:
        problems += problems_of_file(path, read_profile(path), budget_bytes)
    print(f"soak: {saves} fork snapshots, {len(files)} files of "
          f"{len(all_series(redis.out))} processes")
    if status != 0 or "leaktrace:" in said:
        problems.append(f"redis ended with {status}: {said}")
    if not problems:
        shutil.rmtree(redis.scratch)
    return [f"interval {interval_bytes}: {p}" for p in problems]


def main():
    seconds = float(sys.argv[1]) * 60 / len(MODES)
    problems = [p for mode in MODES for p in soak(*mode, seconds)]
    print("\n".join(problems) or "soak: passed")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
