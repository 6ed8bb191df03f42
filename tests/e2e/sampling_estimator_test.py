"""The sampled estimate of a known live set: unbiased over 200 seeds, and its
interval contains the truth as often as it says."""

import math
import os
import shutil
import unittest

from leaktrace_e2e import EndToEnd, app, read_profile, with_frame_of

RUNS = 200
MIB = 1 << 20


def lowest_plausible_hits(runs, coverage, risk):
    """The largest k such that fewer than k hits would be seen with probability
    below `risk`, were the coverage true. Exact binomial sum."""
    below = 0.0
    for hits in range(runs + 1):
        below += (
            math.comb(runs, hits) * coverage**hits * (1 - coverage) ** (runs - hits)
        )
        if below >= risk:
            return hits
    return runs


class Estimator(EndToEnd):
    def estimate(self, run, interval):
        """(truth, estimate, half width of the printed 95 % interval), bytes."""
        directory = os.path.join(self.scratch, f"run{run}")
        account = self.accounts(
            [app("live_set"), "1", "64"],
            directory=directory,
            interval=interval,
            seed=run + 1,
        )[0]
        file = self.series_of(account["pid"], directory).files()[-1]
        owners = self.cli_json("report", file)["owners"]
        own = [o for o in owners if o["name"].startswith("tracked::")]
        estimate = sum(o["live_bytes"] for o in own)
        error = math.sqrt(sum(o["error_bytes"] ** 2 for o in own))
        self.assert_labels_agree(file, estimate, error)
        shutil.rmtree(directory)
        return account["live_bytes"], estimate, error

    def assert_labels_agree(self, file, estimate, error):
        """The report adds nothing to what the labels of the snapshot say."""
        profile = read_profile(file)
        keep = with_frame_of(profile, app("live_set"), "tracked::")
        self.assertEqual(profile.totals(keep)["inuse_space"], estimate)
        kept = [s for s in profile.samples if keep(s)]
        variance = sum(s.labels.get("sd_bytes", 0) ** 2 for s in kept)
        self.assertAlmostEqual(1.96 * math.sqrt(variance) / error, 1, delta=0.01)

    def check(self, interval):
        hits = 0
        estimates = []
        for run in range(RUNS):
            truth, estimate, error = self.estimate(run, interval)
            estimates.append(estimate)
            hits += abs(estimate - truth) <= error
        mean = sum(estimates) / RUNS
        spread = math.sqrt(sum((e - mean) ** 2 for e in estimates) / (RUNS - 1))
        print(
            f"interval {interval}: truth {truth}, mean {mean:.0f}"
            f" ({100 * (mean / truth - 1):+.2f} %), spread {spread:.0f},"
            f" {hits} of {RUNS} intervals contain the truth"
        )
        self.assertGreater(spread, 0, "the seed has no influence")
        self.assertLess(abs(mean / truth - 1), 0.01)
        self.assertGreaterEqual(hits, lowest_plausible_hits(RUNS, 0.95, 0.001))

    def test_default_interval(self):
        self.check("512K")

    def test_small_interval(self):
        self.check("64K")


if __name__ == "__main__":
    unittest.main()
