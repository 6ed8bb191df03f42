"""Snapshots written while eight threads allocate at full speed are consistent:
whole files, no negative value, cumulative counters that never fall, and an end
that equals the truth."""

import unittest

from leaktrace_e2e import EndToEnd, app, with_frame_of

ALLOC = 0, 1


class LoadSnapshots(EndToEnd):
    def cumulative(self, profile):
        """stack -> (alloc_objects, alloc_space)"""
        sums = {}
        for sample in profile.samples:
            key = profile.stack_key(sample)
            old = sums.get(key, (0, 0))
            sums[key] = tuple(o + sample.values[i] for o, i in zip(old, ALLOC))
        return sums

    def check_series(self, profiles):
        before = {}
        for number, profile in enumerate(profiles):
            self.assertEqual(profile.duration_ns, 0)
            for sample in profile.samples:
                self.assertTrue(
                    all(v >= 0 for v in sample.values), f"{number}: {sample.values}"
                )
            now = self.cumulative(profile)
            for stack, (objects, size) in before.items():
                self.assertIn(stack, now, f"a stack vanished in snapshot {number}")
                self.assertGreaterEqual(now[stack][0], objects)
                self.assertGreaterEqual(now[stack][1], size)
            before = now

    def run_load(self, interval):
        argv = [app("cross_thread"), "8", "1500000"]
        account = self.accounts(argv, interval=interval, every="100ms")[0]
        series = self.series_of(account["pid"])
        profiles = series.profiles()
        self.assertGreaterEqual(len(profiles), 4, "too few snapshots under load")
        self.check_series(profiles)
        sequences = [int(p.facts()["sequence"]) for p in profiles]
        self.assertEqual(sequences, sorted(set(sequences)))
        return account, profiles

    def test_exact(self):
        account, profiles = self.run_load(1)
        keep = with_frame_of(profiles[-1], app("cross_thread"), "tracked::")
        totals = profiles[-1].totals(keep)
        self.assertEqual(totals["inuse_space"], account["live_bytes"])
        self.assertEqual(totals["inuse_objects"], account["live_objects"])
        self.assertEqual(totals["alloc_space"], account["alloc_bytes"])

    def test_sampled(self):
        account, profiles = self.run_load("64K")
        keep = with_frame_of(profiles[-1], app("cross_thread"), "tracked::")
        allocated = profiles[-1].totals(keep)["alloc_space"]
        # 12 GB at 64 KiB: 1/sqrt(180,000 samples) = 0.24 % each standard deviation.
        self.assertAlmostEqual(allocated / account["alloc_bytes"], 1, delta=0.012)


if __name__ == "__main__":
    unittest.main()
