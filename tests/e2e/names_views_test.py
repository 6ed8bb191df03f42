"""rules explain, peek, list and focus on a program whose source says what they
must show."""

import unittest

from named_programs import NamedPrograms


class NamesViews(NamedPrograms):
    def setUp(self):
        super().setUp()
        self.series = self.series_path(self.build_c("names"))

    def test_explain_says_which_rule_decided(self):
        view = self.cli_json("rules", "explain", self.series, "load_config")
        self.assertEqual(view["owner"], "load_config")
        wrapper = next(f for f in view["frames"] if f["function"] == "xmalloc")
        self.assertEqual(wrapper["class"], "allocator")
        self.assertRegex(wrapper["origin"], r"^owner_rules\w*\.txt:\d+$")
        owner = next(f for f in view["frames"] if f["owner"])
        self.assertNotIn("rule", owner)

    def test_explain_names_the_line_of_a_rule_of_ones_own(self):
        rules = self.path("mine.rules")
        with open(rules, "w", encoding="utf-8") as stream:
            stream.write("# mine\nlibrary function load_config\n")
        view = self.cli_json(
            "rules", "explain", self.series, "load_config", "--rules", rules
        )
        self.assertEqual(view["owner"], "main")
        skipped = next(f for f in view["frames"] if f["function"] == "load_config")
        self.assertEqual(skipped["origin"], rules + ":2")

    def test_explain_counts_stacks_from_one(self):
        text = self.cli("rules", "explain", self.series, "1").stdout
        self.assertIn("because: ", text)
        refusal = self.cli("rules", "explain", self.series, "99999", status=3)
        self.assertIn("counted from 1", refusal.stderr)

    def test_peek_shows_callers_and_callees(self):
        peek = self.cli_json("peek", "^load_config$", self.series)["functions"][0]
        self.assertEqual([c["function"] for c in peek["callers"]], ["main"])
        self.assertEqual([c["function"] for c in peek["callees"]], ["xmalloc"])
        self.assertEqual(peek["callees"][0]["values"]["inuse_space"], 3000)

    def test_list_shows_bytes_beside_the_source(self):
        listing = self.cli("list", "^load_config$", self.series).stdout
        line = next(x for x in listing.splitlines() if "mark bytes=3000" in x)
        self.assertIn("2.9 KiB", line)

    def test_focus_and_ignore_are_two_parts_of_the_whole(self):
        def total(*options):
            view = self.cli_json("top", self.series, *options)
            return view["total"]["inuse_space"]

        focus = total("--focus", "load_config")
        self.assertEqual(focus, 3000)
        self.assertEqual(focus + total("--ignore", "load_config"), total())


if __name__ == "__main__":
    unittest.main()
