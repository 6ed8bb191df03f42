#!/usr/bin/python3
"""Writes a series that is the same on every machine: a shop's server with a
leak, a cache, something built once, a step and a sawtooth. With --hostile the
names in it try to become markup.

usage: make_series.py DIRECTORY [--hostile] [--snapshots N]
"""

import argparse
import math
import os
import random

from pprof_writer import Frame, Stack, encode, write_snapshot

INTERVAL = 64 << 10
EVERY_NS = 30 * 10**9
START_NS = 1_760_000_000 * 10**9
EXECUTABLE = "/opt/shop/bin/shop-server"
LIBC = "/lib/x86_64-linux-gnu/libc.so.6"
MEDIA = "/opt/shop/lib/libmedia.so"
MIB = 1 << 20

HOSTILE = [
    "</script><script>window.injected=1</script>",
    "<img src=x onerror=\"window.injected=1\">",
    "a<b>&\"c\"'d'&amp;${window.injected=1}`",
    "]]><!--<svg/onload=window.injected=1>",
]


def frames(*functions):
    outer = [
        ("shop::Server::Handle(Request const&)", EXECUTABLE, "server.cc", 210),
        ("shop::Server::Run()", EXECUTABLE, "server.cc", 87),
        ("main", EXECUTABLE, "main.cc", 31),
        ("__libc_start_main", LIBC, "", 0),
    ]
    return tuple(Frame(*f) for f in [("malloc", LIBC, "", 0), *functions, *outer])


class Grower:
    """`per_interval(i)` bytes are born in interval i and live for `life` of
    them."""

    def __init__(self, stack_frames, size, per_interval, life=None, thread="worker"):
        self.frames = stack_frames
        self.size = size
        self.per_interval = per_interval
        self.life = life
        self.thread = thread
        self.born = []

    def stack(self, now, noise):
        if len(self.born) <= now:
            samples = self.per_interval(now) / INTERVAL
            self.born.append(max(0, round(noise.gauss(samples, math.sqrt(samples) / 3))))
        stack = Stack(self.frames, thread=self.thread)
        total = sum(self.born) * INTERVAL
        stack.alloc_bytes = total
        stack.alloc_objects = total // self.size
        for birth, samples in enumerate(self.born):
            alive = self.life is None or now - birth < self.life(now)
            if samples and alive:
                size = samples * INTERVAL
                stack.births[birth] = (max(1, size // self.size), size, samples)
        return stack


def program(hostile):
    name = (lambda i, text: HOSTILE[i]) if hostile else (lambda i, text: text)
    order = ("std::allocator<shop::Order>::allocate", EXECUTABLE, "alloc_traits.h", 464)
    return [
        Grower(
            frames(
                order,
                ("shop::" + name(0, "OrderLog::Append(Order const&)"), EXECUTABLE, "order_log.cc", 58),
                ("shop::Checkout::Commit()", EXECUTABLE, "checkout.cc", 133),
            ),
            192,
            lambda i: 1.6 * MIB,
        ),
        Grower(
            frames(
                order,
                ("shop::" + name(0, "OrderLog::Append(Order const&)"), EXECUTABLE, "order_log.cc", 58),
                ("shop::Refund::Apply(Order const&)", EXECUTABLE, "refund.cc", 77),
            ),
            192,
            lambda i: 0.4 * MIB,
        ),
        Grower(
            frames(
                ("shop::" + name(1, "SessionCache::Insert"), EXECUTABLE, "sessions.cc", 41),
                ("shop::Login(Request const&)", EXECUTABLE, "login.cc", 22),
            ),
            512,
            lambda i: 3.5 * MIB,
            life=lambda now: 4,
        ),
        Grower(
            frames(("shop::" + name(2, "Catalogue::Load()"), EXECUTABLE, "catalogue.cc", 19)),
            4096,
            lambda i: 24 * MIB if i == 0 else 0,
            thread="loader",
        ),
        Grower(
            frames(("shop::Config::Reload()", EXECUTABLE, "config.cc", 90)),
            1024,
            lambda i: 9 * MIB if i == 17 else 0,
            thread="loader",
        ),
        Grower(
            frames(
                ("media::" + name(3, "Thumbnails::Decode"), MEDIA, "thumbs.cc", 301),
                ("shop::Upload(Request const&)", EXECUTABLE, "upload.cc", 64),
            ),
            65536,
            lambda i: 1.5 * MIB,
            life=lambda now: now % 9 + 1,
            thread="decoder",
        ),
    ]


def facts_of(sequence, live, executable):
    retained = 6 * MIB + (sequence * 7 % 5) * MIB // 2
    own = 900 << 10
    return {
        "version": 1,
        "pid": 4711,
        "executable": executable,
        "host": "shop-1",
        "sequence": sequence,
        "reason": "period",
        "mode": "sampled",
        "interval_bytes": INTERVAL,
        "start_time_ns": START_NS,
        "uptime_ns": (sequence + 1) * EVERY_NS,
        "memory.rss_anon_bytes": live + retained + own + (9 * MIB + sequence * MIB // 12),
        "memory.swap_bytes": 0,
        "memory.heap_retained_bytes": retained,
        "self.live_table_bytes": own,
    }


def write_series(directory, snapshots=40, hostile=False):
    """The series directory."""
    noise = random.Random(7)
    name = '"><img src=x>&' if hostile else "shop-server"
    executable = os.path.join(os.path.dirname(EXECUTABLE), name)
    series = os.path.join(directory, f"{name}.shop-1.4711.{START_NS // 10**6}")
    growers = program(hostile)
    for sequence in range(snapshots):
        stacks = [g.stack(sequence, noise) for g in growers]
        live = sum(b[1] for s in stacks for b in s.births.values())
        facts = facts_of(sequence, live, executable)
        time_ns = START_NS + (sequence + 1) * EVERY_NS
        data, _ = encode(stacks, facts, time_ns, INTERVAL)
        write_snapshot(series, sequence, data)
    return series


def main():
    parser = argparse.ArgumentParser(description="Writes a series for tests.")
    parser.add_argument("directory")
    parser.add_argument("--hostile", action="store_true")
    parser.add_argument("--snapshots", type=int, default=40)
    options = parser.parse_args()
    print(write_series(options.directory, options.snapshots, options.hostile))


if __name__ == "__main__":
    main()
