"""A profile.proto decoder for tests: small, strict, written from the schema
and not from the code under test. Raw or gzip."""

import gzip
from dataclasses import dataclass, field

PREFIX = "leaktrace."


@dataclass
class Sample:
    locations: list  # ids, leaf first
    values: list
    labels: dict  # key -> string or number


@dataclass
class Mapping:
    start: int = 0
    limit: int = 0
    offset: int = 0
    path: str = ""
    build_id: str = ""


@dataclass
class Profile:
    sample_types: list = field(default_factory=list)  # (type, unit)
    samples: list = field(default_factory=list)
    mappings: dict = field(default_factory=dict)  # id -> Mapping, in file order
    locations: dict = field(default_factory=dict)  # id -> (mapping id, address)
    lines: dict = field(default_factory=dict)  # location id -> [(function id, line)]
    functions: dict = field(default_factory=dict)  # id -> (name, system name, file)
    comments: list = field(default_factory=list)
    period: int = 0
    period_type: tuple = ("", "")
    time_ns: int = 0
    duration_ns: int = 0
    default_type: str = ""

    def facts(self):
        """The comment lines that are leaktrace's, without the prefix."""
        own = [c[len(PREFIX) :] for c in self.comments if c.startswith(PREFIX)]
        return dict(line.split("=", 1) for line in own)

    def totals(self, keep=lambda sample: True):
        """{type: sum} over the samples that keep() accepts."""
        names = [t for t, _ in self.sample_types]
        sums = dict.fromkeys(names, 0)
        for sample in filter(keep, self.samples):
            for name, value in zip(names, sample.values):
                sums[name] += value
        return sums

    def stack_key(self, sample):
        """Names a stack across the files of one process."""
        return tuple(self.locations[i][1] for i in sample.locations)


def _varint(data, at):
    result = shift = 0
    while True:
        byte = data[at]
        at += 1
        result |= (byte & 0x7F) << shift
        if byte < 0x80:
            return result & (1 << 64) - 1, at
        shift += 7
        if shift > 63:
            raise ValueError(f"varint too long at offset {at}")


def _fields(data):
    """Yields (field number, value): int, or bytes for a length-delimited one."""
    at = 0
    while at < len(data):
        tag, at = _varint(data, at)
        number, wire = tag >> 3, tag & 7
        if wire == 0:
            value, at = _varint(data, at)
        elif wire == 2:
            length, at = _varint(data, at)
            if at + length > len(data):
                raise ValueError(f"field {number} at offset {at} is cut")
            value = data[at : at + length]
            at += length
        else:
            raise ValueError(f"wire type {wire} of field {number} at offset {at}")
        yield number, value


def _signed(value):
    return value - (1 << 64) if value >= 1 << 63 else value


def _repeated(values):
    """Packed or not: a flat list of varints."""
    flat = []
    for value in values:
        if isinstance(value, int):
            flat.append(value)
            continue
        at = 0
        while at < len(value):
            number, at = _varint(value, at)
            flat.append(number)
    return flat


def _message(data):
    """field number -> list of its values."""
    fields = {}
    for number, value in _fields(data):
        fields.setdefault(number, []).append(value)
    return fields


def _number(message, key):
    return message.get(key, [0])[-1]


def decode(data):
    """bytes -> Profile. ValueError if the bytes are not a whole profile."""
    if data[:2] == b"\x1f\x8b":
        data = gzip.decompress(data)
    top = _message(data)
    strings = [s.decode("utf-8") for s in top.get(6, [])]
    if not strings or strings[0]:
        raise ValueError("string_table[0] is not empty")

    def value_type(raw):
        message = _message(raw)
        return strings[_number(message, 1)], strings[_number(message, 2)]

    profile = Profile(
        sample_types=[value_type(raw) for raw in top.get(1, [])],
        comments=[strings[i] for i in _repeated(top.get(13, []))],
        period=_signed(_number(top, 12)),
        period_type=value_type(top[11][-1]) if 11 in top else ("", ""),
        time_ns=_signed(_number(top, 9)),
        duration_ns=_signed(_number(top, 10)),
        default_type=strings[_number(top, 14)],
    )
    for raw in top.get(3, []):
        m = _message(raw)
        profile.mappings[_number(m, 1)] = Mapping(
            _number(m, 2),
            _number(m, 3),
            _number(m, 4),
            strings[_number(m, 5)],
            strings[_number(m, 6)],
        )
    for raw in top.get(4, []):
        m = _message(raw)
        profile.locations[_number(m, 1)] = (_number(m, 2), _number(m, 3))
        profile.lines[_number(m, 1)] = [
            (_number(line, 1), _signed(_number(line, 2)))
            for line in map(_message, m.get(4, []))
        ]
    for raw in top.get(5, []):
        m = _message(raw)
        profile.functions[_number(m, 1)] = tuple(strings[_number(m, i)] for i in (2, 3, 4))
    for raw in top.get(2, []):
        m = _message(raw)
        labels = {}
        for label in map(_message, m.get(3, [])):
            key = strings[_number(label, 1)]
            labels[key] = (
                strings[_number(label, 2)] if 2 in label else _signed(_number(label, 3))
            )
        values = [_signed(v) for v in _repeated(m.get(2, []))]
        profile.samples.append(Sample(_repeated(m.get(1, [])), values, labels))
    _check(profile)
    return profile


def _check(profile):
    """What every consumer relies on (pprof CheckValid, Parca's dense ids)."""
    for name, table in (("mapping", profile.mappings), ("location", profile.locations)):
        if list(table) != list(range(1, len(table) + 1)):
            raise ValueError(f"{name} ids are not 1..n in order")
    for mapping, _ in profile.locations.values():
        if mapping and mapping not in profile.mappings:
            raise ValueError(f"no mapping {mapping}")
    for sample in profile.samples:
        if len(sample.values) != len(profile.sample_types):
            raise ValueError("a sample has another number of values than types")
        for location in sample.locations:
            if location not in profile.locations:
                raise ValueError(f"no location {location}")
