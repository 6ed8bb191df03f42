"""A Python program that keeps some of what it makes, from many call sites, for
read_series.py to look at: imports, parses and templates text.

usage: growing_python.py SECONDS
"""

import ast
import collections
import email.message
import json
import random
import string
import sys
import time

KEPT = collections.defaultdict(list)


def parse_code(number):
    source = "\n".join(f"def f{i}(a, b={i}): return a * b + {number}" for i in range(20))
    KEPT["code"].append(compile(ast.parse(source), "generated", "exec"))


def parse_json(number):
    text = json.dumps({f"key {i}": [number] * (i % 7) for i in range(50)})
    KEPT["json"].append(json.loads(text))


def write_message(number):
    message = email.message.EmailMessage()
    message["Subject"] = f"message {number}"
    message.set_content("line\n" * (number % 40))
    KEPT["mail"].append(message.as_string())


def fill_template(number):
    template = string.Template("$a and $b and " * 20)
    KEPT["text"].append(template.substitute(a=number, b="x" * (number % 97)))


def main():
    random.seed(1)
    end = time.monotonic() + float(sys.argv[1])
    number = 0
    while time.monotonic() < end:
        number += 1
        random.choice((parse_code, parse_json, write_message, fill_template))(number)
        if number % 100 == 0:
            KEPT["json"] = KEPT["json"][-1000:]


if __name__ == "__main__":
    main()
