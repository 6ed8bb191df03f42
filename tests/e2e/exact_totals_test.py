"""In exact mode a snapshot equals what the program knows about itself, to the
byte and to the object, with each of the unwinders (LT_UNWINDER)."""

import os
import unittest

from leaktrace_e2e import EndToEnd, app, with_frame_of

TYPES = {
    "live_objects": "inuse_objects",
    "live_bytes": "inuse_space",
    "alloc_objects": "alloc_objects",
    "alloc_bytes": "alloc_space",
}


# Whose blocks are the program's is seen by their stacks: whoever follows frame
# pointers needs a program that has them.
VARIANT = "_fp" if os.environ.get("LT_UNWINDER") == "fp" else ""


class ExactTotals(EndToEnd):
    def assert_exact(self, name, *arguments):
        """Every process of the program, against its own series."""
        program = app(name + VARIANT)
        accounts = self.accounts([program, *arguments], interval=1)
        for account in accounts:
            profile = self.series_of(account["pid"]).last()
            keep = with_frame_of(profile, program, "tracked::")
            totals = profile.totals(keep)
            self.assertEqual(profile.period, 1)
            for own, theirs in TYPES.items():
                self.assertEqual(
                    totals[theirs], account[own], f"{account['name']}: {theirs}"
                )
        return accounts

    def test_all_forms_in_one_thread(self):
        self.assert_exact("mixed_forms")

    def test_realloc_chains_and_failed_reallocs(self):
        self.assert_exact("realloc_chains")

    def test_eight_threads_that_free_each_others_blocks(self):
        self.assert_exact("cross_thread", "8", "20000")

    def test_sixty_four_threads(self):
        self.assert_exact("cross_thread", "64", "1000")

    def test_large_live_set(self):
        self.assert_exact("live_set", "1", "64")

    def test_leak_beside_a_cache(self):
        self.assert_exact("growing_service", "3000")

    def test_fork_child_keeps_what_it_inherited(self):
        accounts = self.assert_exact("fork_child")
        self.assertEqual({a["name"] for a in accounts}, {"parent", "child"})

    def test_every_unwinder_counts_the_same(self):
        for unwinder in ("cfi", "libunwind", "fp"):
            with self.subTest(unwinder=unwinder):
                account = self.accounts(
                    [app("mixed_forms")], interval=1, unwinder=unwinder
                )[0]
                profile = self.series_of(account["pid"]).last()
                # Stacks may be short without frame pointers; sums may not.
                totals = profile.totals()
                self.assertGreaterEqual(
                    totals["inuse_space"], account["live_bytes"], unwinder
                )
                self.assertEqual(profile.facts()["unwinder"], unwinder)


if __name__ == "__main__":
    unittest.main()
