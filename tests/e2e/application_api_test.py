"""The C API of leaktrace.h, as the two programs in examples/ use it: what they
say reaches the snapshot, and without the shim they run the same."""

import os
import subprocess
import unittest

from leaktrace_e2e import BUILD, EndToEnd, all_series, clean_environment

POOL = os.path.join(BUILD, "examples", "example_pool")
TENANTS = os.path.join(BUILD, "examples", "example_tenants")
NODE_BYTES = 48


def with_label(key, value):
    return lambda sample: sample.labels.get(key) == value


class ApplicationApi(EndToEnd):
    def run_traced(self, *argv, **settings):
        said = self.run_under_shim(argv, **settings).stdout.decode()
        (series,) = all_series(self.out)
        return said, series.profiles()

    def test_the_programs_say_the_same_without_the_shim(self):
        for program in (POOL, TENANTS):
            alone = subprocess.run(
                [program],
                env=clean_environment(),
                stdout=subprocess.PIPE,
                check=True,
                text=True,
            )
            traced = self.run_under_shim([program], interval=1)
            self.assertEqual(alone.stdout, traced.stdout.decode())
            self.assertEqual(traced.stderr, b"")

    def test_announced_blocks_are_the_pools_and_its_slabs_are_not_counted(self):
        said, profiles = self.run_traced(POOL, "2000", interval=1)
        self.assertEqual(said, f"2000 nodes, {2000 * NODE_BYTES} bytes\n")
        last = profiles[-1]
        nodes = last.totals(with_label("pool", "nodes"))
        self.assertEqual(nodes["inuse_objects"], 2000)
        self.assertEqual(nodes["inuse_space"], 2000 * NODE_BYTES)
        self.assertEqual(nodes["alloc_objects"], 4000)
        others = last.totals(lambda sample: "pool" not in sample.labels)
        self.assertLess(others["inuse_space"], 256 * NODE_BYTES)

    def test_announced_blocks_are_sampled_without_bias(self):
        _, profiles = self.run_traced(POOL, "400000", interval="16K", seed=7)
        nodes = profiles[-1].totals(with_label("pool", "nodes"))
        truth = 400000 * NODE_BYTES
        # Some 1,200 samples of equal size: one standard deviation is 2.9 %.
        self.assertLess(abs(nodes["inuse_space"] - truth), 0.15 * truth)

    def test_a_mark_takes_a_snapshot_and_stays(self):
        _, profiles = self.run_traced(POOL, "2000", interval=1)
        facts = [profile.facts() for profile in profiles]
        self.assertEqual([f["reason"] for f in facts], ["mark", "exit"])
        self.assertEqual([f["mark"] for f in facts], ["warm", "warm"])
        self.assertEqual([f["work"] for f in facts], ["2000", "4000"])
        nodes = profiles[0].totals(with_label("pool", "nodes"))
        self.assertEqual(nodes["inuse_objects"], 1000)

    def test_labels_tell_the_tenants_apart(self):
        said, profiles = self.run_traced(TENANTS, "500", interval=1)
        self.assertEqual(said, "small 50000\nlarge 450000\n")
        (at_work,) = [p for p in profiles if p.facts()["reason"] == "request"]
        vectors = 1024 * 8  # capacity of each tenant's vector, in bytes at most
        for name, bytes_held in (("small", 50000), ("large", 450000)):
            held = at_work.totals(with_label("label", name))["inuse_space"]
            self.assertGreaterEqual(held, bytes_held)
            self.assertLessEqual(held, bytes_held + vectors)

    def test_threads_are_named_when_asked(self):
        _, profiles = self.run_traced(TENANTS, "500", interval=1, threads=1)
        named = with_label("thread", "example_tenants")
        everything = profiles[-1].totals()["alloc_space"]
        self.assertGreater(profiles[-1].totals(named)["alloc_space"], 0.9 * everything)
        _, profiles = self.run_again(TENANTS)
        self.assertTrue(all("thread" not in s.labels for s in profiles[-1].samples))

    def run_again(self, *argv):
        self.out += ".again"
        return self.run_traced(*argv, interval=1)

    def test_top_counts_what_was_announced(self):
        self.run_traced(POOL, "2000", interval=1)
        (series,) = all_series(self.out)
        rows = self.cli_json("top", series.path)["functions"]
        held = {row["function"]: row["cumulative"]["inuse_space"] for row in rows}
        self.assertEqual(held["take_node"], 2000 * NODE_BYTES)


if __name__ == "__main__":
    unittest.main()
