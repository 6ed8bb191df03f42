"""scripts/check-layers finds what it promises to find: each test plants one
violation in a small tree of its own and expects the file and line in the
answer."""

import os
import subprocess
import sys
import tempfile
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SCRIPT = os.path.join(ROOT, "scripts", "check-layers")


def header(path, body=""):
    guard = "LEAKTRACE_" + path.upper().replace("/", "_").replace(".", "_") + "_"
    return f"// A header.\n#ifndef {guard}\n#define {guard}\n{body}#endif\n"


class CheckLayers(unittest.TestCase):
    def setUp(self):
        self.tree = tempfile.TemporaryDirectory(prefix="leaktrace-layers.")
        self.addCleanup(self.tree.cleanup)
        self.write("preload/sys/clock.h", header("preload/sys/clock.h"))

    def write(self, path, text):
        full = os.path.join(self.tree.name, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "w", encoding="utf-8") as stream:
            stream.write(text)

    def check(self):
        return subprocess.run(
            [sys.executable, SCRIPT, "--root", self.tree.name],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def assert_finds(self, place, message):
        result = self.check()
        self.assertEqual(result.returncode, 1, result.stdout)
        self.assertIn(place + ": ", result.stdout)
        self.assertIn(message, result.stdout)

    def assert_clean(self):
        result = self.check()
        self.assertEqual((result.returncode, result.stdout), (0, ""))

    def test_allowed_arrows_pass(self):
        self.write(
            "preload/tracking/sampler.cc",
            '// A file.\n#include "preload/sys/clock.h"\n#include <cstdint>\n',
        )
        self.write("preload/snapshot_format.h", header("preload/snapshot_format.h"))
        self.write(
            "report/cli/run.cc", '// A file.\n#include "preload/snapshot_format.h"\n'
        )
        self.assert_clean()

    def test_arrow_upwards(self):
        self.write(
            "preload/sys/a.cc", '// A file.\n#include "preload/tracking/sampler.h"\n'
        )
        self.assert_finds("preload/sys/a.cc:2", "forbidden include")

    def test_report_may_not_see_the_shim(self):
        self.write("report/cli/a.cc", '#include "preload/sys/clock.h"\n')
        self.assert_finds("report/cli/a.cc:1", "forbidden include")

    def test_renderer_may_not_see_profiles(self):
        self.write("report/render/a.cc", '#include "report/profile/profile.h"\n')
        self.assert_finds("report/render/a.cc:1", "forbidden include")

    def test_symbolizer_stands_alone(self):
        self.write("symbolizer/a.cc", '\n#include "report/profile/profile.h"\n')
        self.assert_finds("symbolizer/a.cc:2", "forbidden include")

    def test_a_room_test_is_bound_by_its_room(self):
        self.write("preload/sys/a.cc", "// A file.\n")
        self.write(
            "tests/preload/sys/a_test.cc", '#include "preload/tracking/sampler.h"\n'
        )
        self.assert_finds("tests/preload/sys/a_test.cc:1", "forbidden include")

    def test_a_room_test_may_use_helpers_of_rooms_below_only(self):
        for room in ("report/cli", "report/profile"):
            self.write(f"{room}/a.cc", "// A file.\n")
        self.write("tests/report/cli/a_test.cc", '#include "tests/report/profile/b.h"\n')
        self.assert_clean()
        self.write("tests/report/profile/a_test.cc", '#include "tests/report/cli/b.h"\n')
        self.assert_finds("tests/report/profile/a_test.cc:1", "forbidden include")

    def test_container_in_the_shim(self):
        self.write("preload/sys/a.cc", "// A file.\n#include <vector>\n")
        self.assert_finds("preload/sys/a.cc:2", "the shim may not use <vector>")

    def test_relative_include(self):
        self.write("preload/sys/a.cc", '#include "clock.h"\n')
        self.assert_finds("preload/sys/a.cc:1", "relative to the repository root")

    def test_wrong_include_guard(self):
        self.write("preload/sys/a.h", "#ifndef A_H\n#define A_H\n#endif\n")
        self.assert_finds("preload/sys/a.h:1", "LEAKTRACE_PRELOAD_SYS_A_H_")

    def test_macro(self):
        self.write("preload/sys/a.cc", "// A file.\n# define LIKELY(x) (x)\n")
        self.assert_finds("preload/sys/a.cc:2", "macro LIKELY")

    def test_file_of_more_than_500_lines(self):
        self.write("preload/sys/a.cc", "int a;\n" * 501)
        self.assert_finds("preload/sys/a.cc:501", "the limit is 500")

    def test_test_of_nothing(self):
        self.write("tests/preload/sys/gone_test.cc", "// A test.\n")
        self.assert_finds("tests/preload/sys/gone_test.cc:1", "tests nothing")

    def test_path_of_one_machine(self):
        self.write("scripts/go", "#!/bin/sh\nls /" + "root/secret\n")
        self.assert_finds("scripts/go:2", "absolute path of one machine")

    def test_empty_tree_is_not_a_pass(self):
        os.remove(os.path.join(self.tree.name, "preload/sys/clock.h"))
        result = self.check()
        self.assertEqual(result.returncode, 1)
        self.assertIn("no C++ sources found", result.stdout)


if __name__ == "__main__":
    unittest.main()
