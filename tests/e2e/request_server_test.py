"""A small leak under much healthy traffic, a pool whose buffers creep, a large
start-up: judged sampled and exact. The program counts its work and takes its
own snapshots, so nothing here depends on time."""

import json
import unittest

from leaktrace_e2e import EndToEnd, app

ROUNDS = 36
SEED = 7


class RequestServer(EndToEnd):
    def report(self, kind, requests, interval):
        result = self.run_under_shim(
            [app("request_server"), kind, str(ROUNDS), str(requests)],
            interval=interval,
            every="3600",
            seed=SEED,
        )
        return json.loads(result.stdout), self.cli_json("report", self.out)

    def growing(self, report):
        return [owner for owner in report["owners"] if owner.get("alarm")]

    def check_leak(self, interval):
        account, report = self.report("leak", 20000, interval)
        owners = self.growing(report)
        self.assertEqual([o["name"] for o in owners], ["shop::Respond"])
        truth = account["forgotten_bytes"] / account["requests"]
        rate = owners[0]["growth_per_work"]
        self.assertLess(rate["low"], truth * 1.5)
        self.assertGreater(rate["high"], truth / 1.5)
        traffic = owners[0]["alloc_bytes"] / owners[0]["live_bytes"]
        self.assertGreater(traffic, 100)

    def check_pool(self, interval):
        _, report = self.report("pool", 2000, interval)
        owners = self.growing(report)
        self.assertEqual([o["name"] for o in owners], ["shop::FillBuffer"])
        self.assertIn("pool", owners[0]["evidence"])
        self.assertIn("cap the buffers", owners[0]["next_step"])

    def check_startup(self, interval):
        _, report = self.report("startup", 2000, interval)
        self.assertEqual(self.growing(report), [])
        names = [owner["name"] for owner in report["owners"]]
        self.assertIn("shop::LoadTables", names)
        self.assertGreater(report["total"]["live_bytes"], 190 << 20)

    def test_leak_sampled(self):
        self.check_leak("64K")

    def test_leak_exact(self):
        self.check_leak("1")

    def test_pool_sampled(self):
        self.check_pool("64K")

    def test_pool_exact(self):
        self.check_pool("1")

    def test_startup_sampled(self):
        self.check_startup("64K")

    def test_startup_exact(self):
        self.check_startup("1")


if __name__ == "__main__":
    unittest.main()
