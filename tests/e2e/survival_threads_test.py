"""Threads, stacks, signals and the loader: a hook may run anywhere and must
neither wait nor fault."""

import os
import subprocess
import unittest

from leaktrace_e2e import (
    SHIM,
    EndToEnd,
    all_series,
    app,
    shim_environment,
    with_frame_of,
)

PLUGINS = app("survival")
BUMP = app("survival/bump.so")
EARLY = app("survival/early.so")
UNWINDERS = ("cfi", "libunwind", "fp")
STORM_SECONDS = os.environ.get("LT_STORM_SECONDS", "5")


def survival(name):
    return app(os.path.join("survival", name))


class Threads(EndToEnd):
    def survives(self, argv, preload=SHIM, **settings):
        """Ends with 0 and leaves one series that says what happened."""
        settings.setdefault("every", "50ms")
        directory = os.path.join(self.scratch, "-".join(settings.values()))
        environment = shim_environment(directory, **settings)
        environment["LD_PRELOAD"] = preload
        result = subprocess.run(
            argv,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            timeout=120 + int(STORM_SECONDS),
        )
        self.assertEqual((result.returncode, result.stderr), (0, b""), settings)
        series = all_series(directory)
        self.assertEqual(len(series), 1)
        return series[0].last()

    def survives_all(self, argv, unwinders=("cfi",), **settings):
        for interval in ("64K", "1"):
            for unwinder in unwinders:
                self.survives(argv, interval=interval, unwinder=unwinder, **settings)

    def test_allocations_before_the_constructor_and_inside_dlsym(self):
        for interval in ("64K", "1"):
            last = self.survives(
                [survival("entry_points")], preload=f"{SHIM}:{EARLY}", interval=interval
            )
            self.assertGreater(last.totals()["alloc_space"], 0)

    def test_ten_thousand_threads_with_destructors_and_foreign_frees(self):
        self.survives_all([survival("churn")])

    def test_libunwind_on_small_thread_stacks(self):
        self.survives([survival("churn")], interval="4K", unwinder="libunwind")

    def test_malloc_in_signal_handler_every_50_us_on_8_kib_stack(self):
        for interval in ("16K", "1"):
            for unwinder in UNWINDERS:
                last = self.survives(
                    [survival("signal_storm")],
                    preload=f"{SHIM}:{BUMP}",
                    interval=interval,
                    unwinder=unwinder,
                )
                self.assertEqual(last.facts()["provider.malloc"], BUMP)

    def assert_hears_what_is_kept_in_the_end(self, program):
        for interval in ("4K", "1"):
            last = self.survives([program], preload=f"{SHIM}:{BUMP}", interval=interval)
            kept = last.totals(with_frame_of(last, program, "KeepForEver"))
            self.assertEqual((kept["inuse_objects"], kept["inuse_space"]), (20, 20 << 18))

    def test_hook_left_by_siglongjmp_does_not_make_the_thread_deaf(self):
        self.assert_hears_what_is_kept_in_the_end(survival("jump_out"))

    def test_threads_cancelled_inside_a_hook(self):
        self.assert_hears_what_is_kept_in_the_end(survival("cancelled"))

    def stack_use(self, **settings):
        environment = shim_environment(self.out, **settings)
        environment["LD_PRELOAD"] = f"{SHIM}:{BUMP}" if settings else BUMP
        result = subprocess.run(
            [survival("stack_use")], env=environment, stdout=subprocess.PIPE, check=True
        )
        return int(result.stdout)

    def test_hook_takes_no_more_than_two_kilobytes_of_stack(self):
        plain = self.stack_use()
        for interval in ("4K", "1"):
            for unwinder in UNWINDERS:
                within = self.stack_use(interval=interval, unwinder=unwinder)
                self.assertLessEqual(within - plain, 2048, f"{interval} {unwinder}")

    def test_contexts_and_coroutines(self):
        self.survives_all([survival("contexts")], UNWINDERS)

    def test_loading_unloading_throwing_and_allocating_at_once(self):
        argv = [survival("dlopen_storm"), PLUGINS, STORM_SECONDS]
        self.survives(argv, interval="1", unwinder="cfi")
        self.survives(argv, interval="4K", unwinder="libunwind")

    def test_deeply_bound_plugin_frees_our_blocks_and_we_its(self):
        self.survives_all([survival("deepbind"), survival("plugin1.so")])

    def test_bad_alloc_reaches_plugin_with_cxx_library_of_its_own(self):
        self.survives_all([survival("local_cxx_plugin"), survival("plugin1.so")])


if __name__ == "__main__":
    unittest.main()
