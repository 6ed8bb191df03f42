#!/usr/bin/python3
"""Makes the series and the pages that page_test.mjs opens, and runs it with
Node.js. Exit status 77 (skipped) where Node.js or chromium is not installed or
the command was built without the page.

usage: run_page_tests.py [--update-goldens]
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "e2e"))

from leaktrace_e2e import BUILD, CLI, clean_environment  # noqa: E402
from long_series import write_long_series  # noqa: E402
from make_series import write_series  # noqa: E402
from real_series import real_series  # noqa: E402

CHROMIUM = os.environ.get("LT_CHROMIUM", "/usr/bin/chromium")
LONG_SNAPSHOTS = 1000
LONG_STACKS = 20_000
SKIPPED = 77


def leaktrace(*arguments):
    return subprocess.run(
        [CLI, *arguments],
        env=clean_environment(),
        check=True,
        stdout=subprocess.PIPE,
        timeout=300,
    ).stdout


def make_page(pages, name, series):
    leaktrace("report", series, "--html", os.path.join(pages, f"{name}.html"))
    for suffix, arguments in (("json", ["--json"]), ("txt", [])):
        with open(os.path.join(pages, f"{name}.{suffix}"), "wb") as stream:
            stream.write(leaktrace("report", series, *arguments))


def make_pages(scratch):
    """The names of the real series among them."""
    pages = os.path.join(scratch, "pages")
    os.mkdir(pages)
    real = real_series(scratch)
    made = {
        "shop": write_series(os.path.join(scratch, "shop")),
        "hostile": write_series(os.path.join(scratch, "hostile"), hostile=True),
        "long": write_long_series(
            os.path.join(scratch, "long"), LONG_SNAPSHOTS, LONG_STACKS
        ),
    }
    for name, series in {**real, **made}.items():
        make_page(pages, name, series)
    return list(real)


def install_packages(work):
    """The test and its packages, beside each other as Node.js wants them."""
    os.makedirs(work, exist_ok=True)
    for name in os.listdir(HERE):
        if name.endswith((".mjs", ".json")):
            shutil.copy(os.path.join(HERE, name), work)
    with open(os.path.join(work, "package-lock.json"), "rb") as stream:
        wanted = hashlib.sha256(stream.read()).hexdigest()
    stamp = os.path.join(work, "installed")
    if os.path.exists(stamp):
        with open(stamp, encoding="utf-8") as stream:
            if stream.read() == wanted:
                return
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    subprocess.run([*command, "--prefer-offline"], cwd=work, check=True)
    with open(stamp, "w", encoding="utf-8") as stream:
        stream.write(wanted)


def missing():
    if shutil.which("node") is None or shutil.which("npm") is None:
        return "Node.js and npm are not installed"
    if not os.path.exists(CHROMIUM):
        return f"{CHROMIUM} is not installed"
    return ""


def main():
    reason = missing()
    if reason:
        print(f"skipped: {reason}")
        return SKIPPED
    work = os.path.join(BUILD, "tests", "page")
    install_packages(work)
    with tempfile.TemporaryDirectory(prefix="leaktrace-page.") as scratch:
        real = make_pages(scratch)
        environment = dict(
            os.environ,
            LT_PAGES=os.path.join(scratch, "pages"),
            LT_REAL=" ".join(real),
            LT_GOLDENS=os.path.join(HERE, "goldens"),
            LT_SCRATCH=work,
            LT_LONG_SNAPSHOTS=str(LONG_SNAPSHOTS),
        )
        if "--update-goldens" in sys.argv:
            environment["LT_UPDATE_GOLDENS"] = "1"
        return subprocess.run(
            ["node", "--test", "--test-reporter=spec", "page_test.mjs"],
            cwd=work,
            env=environment,
            check=False,
        ).returncode


if __name__ == "__main__":
    sys.exit(main())
