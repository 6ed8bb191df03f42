"""A series of 1,000 snapshots with up to 20,000 stacks each, written in
seconds: a few bodies are encoded once, and every snapshot is one of them with
comments of its own. A gzip file may have several members, and a protobuf
message repeats fields in any order."""

import os
import zlib

from pprof_writer import Frame, Stack, bytes_field, encode, number_field, varint

EXECUTABLE = "/opt/long/bin/long-server"
EVERY_NS = 60 * 10**9
START_NS = 1_760_000_000 * 10**9
INTERVAL = 512 << 10
BODIES = 4


def stacks_of(count, births):
    """`count` stacks of six frames, born in the interval `births`."""
    stacks = []
    for i in range(count):
        names = [f"stack{i}", f"part{i % 500}", f"unit{i % 60}", "serve", "main"]
        frames = tuple(Frame(name, EXECUTABLE) for name in ["malloc", *names])
        size = INTERVAL * (1 + i % 3)
        stack = Stack(frames, alloc_objects=9, alloc_bytes=2 * size)
        stack.births = {min(births, i % 50): (8, size, 1 + i % 3)}
        stacks.append(stack)
    return stacks


def gzip_member(data):
    packer = zlib.compressobj(1, zlib.DEFLATED, 31)
    return packer.compress(data) + packer.flush()


def comments_of(sequence, first_string):
    """The rest of a snapshot: strings that follow those of the body."""
    facts = {
        "version": 1,
        "pid": 99,
        "executable": EXECUTABLE,
        "host": "long",
        "sequence": sequence,
        "reason": "period",
        "mode": "sampled",
        "interval_bytes": INTERVAL,
        "start_time_ns": START_NS,
        "uptime_ns": (sequence + 1) * EVERY_NS,
    }
    lines = [f"leaktrace.{key}={value}".encode() for key, value in facts.items()]
    numbers = b"".join(varint(first_string + i) for i in range(len(lines)))
    time_ns = START_NS + (sequence + 1) * EVERY_NS
    return (
        b"".join(bytes_field(6, line) for line in lines)
        + bytes_field(13, numbers)
        + number_field(9, time_ns)
    )


def write_long_series(directory, snapshots, stacks):
    series = os.path.join(directory, f"long-server.long.99.{START_NS // 10**6}")
    os.makedirs(series)
    for body in range(BODIES):
        first = body * snapshots // BODIES
        count = stacks * (body + 1) // BODIES
        data, strings = encode(
            stacks_of(count, first), {"executable": EXECUTABLE}, None, INTERVAL
        )
        packed = gzip_member(data)
        for sequence in range(first, (body + 1) * snapshots // BODIES):
            path = os.path.join(series, f"{sequence:06d}.pb")
            with open(path, "wb") as stream:
                stream.write(packed + gzip_member(comments_of(sequence, strings)))
    return series
