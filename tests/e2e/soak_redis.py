"""Run by scripts/soak: redis under mixed load, in two halves, sampled and exact.
Checks at the end that the shim lost nothing, kept to its memory, and counts
what redis counts."""

import os
import shutil
import subprocess
import sys
import tempfile
import time

from leaktrace_e2e import SHIM, all_series, shim_environment

SHIM_BUDGET_BYTES = 256 << 20
MODES = ("512K", "1")


def cli(socket, *words):
    argv = ["redis-cli", "-s", socket, *words]
    return subprocess.run(argv, check=True, stdout=subprocess.PIPE, text=True).stdout


def info(socket, key):
    for line in cli(socket, "info").splitlines():
        if line.startswith(key + ":"):
            return line.split(":", 1)[1].strip()
    raise KeyError(key)


def load(socket, end):
    tests = "set,get,incr,lpush,rpop,sadd,hset,zadd,mset"
    while time.monotonic() < end:
        bench = ["redis-benchmark", "-s", socket, "-q", "-n", "20000", "-r", "50000"]
        subprocess.run([*bench, "-d", "200", "-t", tests], check=True, stdout=subprocess.DEVNULL)
        subprocess.run(["redis-cli", "-s", socket, "bgsave"], stdout=subprocess.DEVNULL)


def check(out, pid, used_memory, exact):
    problems = []
    for series in all_series(out):
        for path, profile in zip(series.files(), series.profiles(), strict=True):
            facts = profile.facts()
            losses = {k: v for k, v in facts.items() if k.startswith("loss.") and v != "0"}
            # Of the start of the process and of our own thread, not of the load.
            for known in ("loss.before_start", "loss.reentered"):
                losses.pop(known, None)
            if losses:
                problems.append(f"{path}: {losses}")
            own = sum(int(v) for k, v in facts.items() if k.startswith("self.") and "bytes" in k)
            if own > SHIM_BUDGET_BYTES:
                problems.append(f"{path}: the shim uses {own} bytes")
    last = [s for s in all_series(out) if s.pid == pid][0].last()
    in_use = last.totals()["inuse_space"]
    print(f"soak: {in_use} bytes live, redis counts {used_memory}")
    # redis adds what its allocator rounds up, and counts none of libc's.
    tolerance = 0.25 if exact else 0.4
    if abs(in_use - used_memory) > tolerance * used_memory:
        problems.append(f"live bytes {in_use}, redis says {used_memory}")
    return problems


def soak(interval, seconds):
    scratch = tempfile.mkdtemp(prefix="leaktrace-soak.")
    out = os.path.join(scratch, "out")
    socket = os.path.join(scratch, "redis.sock")
    argv = ["redis-server", "--port", "0", "--unixsocket", socket, "--dir", scratch,
            "--save", ""]
    environment = shim_environment(out, interval=interval, every="10s")
    environment["LD_PRELOAD"] = SHIM
    with subprocess.Popen(argv, env=environment, stdout=subprocess.DEVNULL) as server:
        try:
            while not os.path.exists(socket):
                time.sleep(0.05)
            load(socket, time.monotonic() + seconds)
            used = int(info(socket, "used_memory"))
            subprocess.run(["redis-cli", "-s", socket, "shutdown", "nosave"], check=False)
            status = server.wait(60)
        finally:
            server.kill()
    problems = check(out, server.pid, used, interval == "1")
    if status != 0:
        problems.append(f"redis ended with {status}")
    if not problems:
        shutil.rmtree(scratch)
    return [f"{interval}: {p}" for p in problems]


def main():
    seconds = float(sys.argv[1]) * 60 / len(MODES)
    problems = [p for interval in MODES for p in soak(interval, seconds)]
    print("\n".join(problems) or "soak: passed")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
