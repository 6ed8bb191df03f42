"""The made-up series of tests/page, for tests of this folder."""

import os
import sys

from leaktrace_e2e import ROOT

sys.path.insert(0, os.path.join(ROOT, "tests", "page"))

from make_series import HOSTILE, write_series  # noqa: E402

__all__ = ["HOSTILE", "write_series"]
