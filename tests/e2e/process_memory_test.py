"""A process that grows while its heap does not: whose memory it is, by name, and
what to do about it. The program takes its own snapshots."""

import unittest

from leaktrace_e2e import EndToEnd, app

ROUNDS = 30
MIB = 1 << 20
# Grown by about as many mebibytes as there are rounds, less the first.
LEAST = 20 * MIB
PARTS = (
    "live_growth_bytes",
    "overhead_growth_bytes",
    "retained_growth_bytes",
    "self_growth_bytes",
    "unexplained_growth_bytes",
)


class ProcessMemory(EndToEnd):
    def report(self, kind, interval="64K"):
        self.run_under_shim(
            [app("process_memory"), kind, str(ROUNDS)], interval=interval, every="3600"
        )
        report = self.cli_json("report", self.out)
        self.assertFalse([o for o in report["owners"] if o.get("alarm")])
        self.check_sum(report["memory"])
        return report

    def check_sum(self, memory):
        parts = sum(memory.get(name, 0) for name in PARTS)
        parts += sum(m["growth_bytes"] for m in memory.get("mappings", []))
        self.assertEqual(parts, memory["process_growth_bytes"])

    def mapping(self, report, name):
        found = [m for m in report["memory"]["mappings"] if m["name"] == name]
        return found[0]["growth_bytes"] if found else 0

    def check_blamed(self, report, word, *texts):
        self.assertEqual(report["memory"]["blamed"], word)
        for text in ("the heap is flat", *texts):
            self.assertIn(text, report["headline"])

    def test_fragmentation_is_the_allocators(self):
        report = self.report("fragments")
        memory = report["memory"]
        allocator = memory["retained_growth_bytes"]
        allocator += memory.get("overhead_growth_bytes", 0)
        self.assertGreater(allocator, LEAST)
        self.check_blamed(report, "allocator", "MALLOC_ARENA_MAX", "malloc_trim")

    def test_mapped_memory_is_named(self):
        report = self.report("maps")
        self.assertGreater(self.mapping(report, "anonymous mappings"), LEAST)
        self.check_blamed(report, "mappings", "without malloc", "mmap")

    def test_stacks_are_named(self):
        report = self.report("stacks")
        self.assertGreater(self.mapping(report, "thread stacks"), LEAST)
        self.check_blamed(report, "mappings", "stacks of threads")

    def test_a_steady_process_has_no_blame(self):
        # It allocates less than a sample is sure to find.
        report = self.report("steady", interval="1")
        self.assertNotIn("blamed", report["memory"])
        self.assertIn("no owner", report["headline"])

    def test_the_first_screen_has_a_line_for_each_part(self):
        self.report("maps")
        text = self.cli("report", self.out).stdout
        for part in ("live heap", "allocator", "leaktrace's own", "unexplained"):
            self.assertRegex(text, rf"(?m)^ +[-+0][\d.]* \w*B  {part}")
        self.assertRegex(text, r"(?m)^ +\+[\d.]+ MiB  anonymous mappings$")


if __name__ == "__main__":
    unittest.main()
