"""A profile.proto encoder for tests: snapshots as the shim writes them, but
with names in them, so that a page looks the same on every machine."""

import math
import os
from dataclasses import dataclass, field

SAMPLE_TYPES = [
    ("alloc_objects", "count"),
    ("alloc_space", "bytes"),
    ("inuse_objects", "count"),
    ("inuse_space", "bytes"),
]
PAGE = 4096


@dataclass(frozen=True)
class Frame:
    function: str
    module: str
    file: str = ""
    line: int = 0


@dataclass
class Stack:
    """Of one snapshot: what it allocated so far, and who of it is alive."""

    frames: tuple  # from the allocation outwards
    alloc_objects: int = 0
    alloc_bytes: int = 0
    # birth -> (objects, bytes, samples)
    births: dict = field(default_factory=dict)
    thread: str = ""


def varint(number):
    if number < 0:
        number += 1 << 64
    out = bytearray()
    while True:
        out.append((number & 0x7F) | (0x80 if number > 0x7F else 0))
        number >>= 7
        if not number:
            return bytes(out)


def number_field(tag, value):
    return varint(tag << 3) + varint(value)


def bytes_field(tag, value):
    return varint(tag << 3 | 2) + varint(len(value)) + value


class Encoder:
    def __init__(self):
        self.strings = {"": 0}
        self.frames = {}
        self.modules = {}

    def text(self, text):
        return self.strings.setdefault(text, len(self.strings))

    def location(self, frame):
        self.modules.setdefault(frame.module, len(self.modules) + 1)
        return self.frames.setdefault(frame, len(self.frames) + 1)

    def label(self, key, number=None, text=None, unit=None):
        out = number_field(1, self.text(key))
        if text is not None:
            out += number_field(2, self.text(text))
        if number is not None:
            out += number_field(3, number)
        if unit is not None:
            out += number_field(4, self.text(unit))
        return bytes_field(3, out)

    def sample(self, stack, values, labels):
        ids = b"".join(varint(self.location(f)) for f in stack.frames)
        numbers = b"".join(varint(v) for v in values)
        return bytes_field(
            2, bytes_field(1, ids) + bytes_field(2, numbers) + b"".join(labels)
        )

    def samples(self, stack, interval):
        thread = [self.label("thread", text=stack.thread)] if stack.thread else []
        yield self.sample(
            stack, [stack.alloc_objects, stack.alloc_bytes, 0, 0], thread
        )
        for birth, (objects, size, samples) in sorted(stack.births.items()):
            labels = [self.label("birth", number=birth), *thread]
            if interval > 1:
                weight = size / samples
                spread = math.sqrt(samples * weight * min(weight, interval))
                labels.append(self.label("samples", number=samples))
                labels.append(self.label("sd_bytes", round(spread), unit="bytes"))
                if samples > 1:
                    norm = round(size / math.sqrt(samples))
                    labels.append(self.label("norm_bytes", norm, unit="bytes"))
            yield self.sample(stack, [0, 0, objects, size], labels)

    def tables(self):
        """Mappings, locations and functions, after all samples are known."""
        for module, number in self.modules.items():
            yield bytes_field(
                3,
                number_field(1, number)
                + number_field(2, number * PAGE)
                + number_field(3, (number + 1) * PAGE)
                + number_field(5, self.text(module))
                + number_field(7, 1),
            )
        for frame, number in self.frames.items():
            line = number_field(1, number) + number_field(2, frame.line)
            mapping = self.modules[frame.module]
            yield bytes_field(
                4,
                number_field(1, number)
                + number_field(2, mapping)
                + number_field(3, mapping * PAGE + number)
                + bytes_field(4, line),
            )
            yield bytes_field(
                5,
                number_field(1, number)
                + number_field(2, self.text(frame.function))
                + number_field(3, self.text(frame.function))
                + number_field(4, self.text(frame.file)),
            )


def encode(stacks, facts, time_ns, interval):
    """One snapshot and the number of its strings. facts are the comment lines
    without their prefix; without a time only the executable is used, and the
    comments are for the caller to add."""
    encoder = Encoder()
    for kind, unit in [*SAMPLE_TYPES, ("space", "bytes")]:
        encoder.text(kind)
        encoder.text(unit)
    body = [
        bytes_field(1, number_field(1, encoder.text(k)) + number_field(2, encoder.text(u)))
        for k, u in SAMPLE_TYPES
    ]
    # The main program is the first mapping.
    encoder.modules[facts["executable"]] = 1
    for stack in stacks:
        body.extend(encoder.samples(stack, interval))
    body.extend(encoder.tables())
    lines = facts.items() if time_ns is not None else []
    comments = [encoder.text(f"leaktrace.{k}={v}") for k, v in lines]
    period = number_field(1, encoder.text("space")) + number_field(2, encoder.text("bytes"))
    body += [bytes_field(6, text.encode()) for text in encoder.strings]
    if time_ns is not None:
        body.append(number_field(9, time_ns))
    body.append(bytes_field(11, period) + number_field(12, interval))
    body.append(bytes_field(13, b"".join(varint(c) for c in comments)))
    body.append(number_field(14, encoder.text("inuse_space")))
    return b"".join(body), len(encoder.strings)


def write_snapshot(directory, sequence, data):
    os.makedirs(directory, exist_ok=True)
    with open(os.path.join(directory, f"{sequence:06d}.pb"), "wb") as stream:
        stream.write(data)
