"""Owners, lines, types and inlined calls are what the source says: programs in
C, C++ and Rust, built in every way that hides them, against the marks beside
their allocations."""

import os
import unittest

from address_profile import build_id_of
from named_programs import RUSTC, NamedPrograms, run


class Names(NamedPrograms):
    def test_c(self):
        for level in ("-O0", "-O3"):
            self.check(self.build_c("c" + level, level), "names.c")

    def test_cxx(self):
        for name, *flags in (
            ("O0", "-O0"),
            ("O3", "-O3"),
            ("lto", "-O2", "-flto"),
            ("static-libstdcxx", "-O2", "-static-libstdc++", "-static-libgcc"),
            ("no-pie", "-O2", "-no-pie"),
        ):
            self.check(self.build_cxx(name, *flags), "names.cc")

    def test_forms_of_debug_information(self):
        for name, *flags in (
            ("dwarf4-compressed", "-O2", "-gdwarf-4", "-gz"),
            ("split", "-O1", "-gsplit-dwarf"),
        ):
            self.check(self.build_cxx(name, *flags), "names.cc")

    def test_rust(self):
        for mangling, *flags in (
            ("legacy",),
            ("v0", "-Csymbol-mangling-version=v0"),
        ):
            flags += ["-g", "-O", "--crate-name=names"]
            program = self.build("rust-" + mangling, "names.rs", RUSTC, *flags)
            self.check(program, "names.rs")

    def split_off(self, program, debug):
        """Moves the debug information of a program into a file of its own."""
        os.makedirs(os.path.dirname(debug), exist_ok=True)
        run("objcopy", "--only-keep-debug", program, debug)
        run("strip", program)

    def test_stripped_with_a_debug_link(self):
        program = self.build_cxx("linked", "-O2")
        debug = self.path(".debug", "linked.debug")
        self.split_off(program, debug)
        run("objcopy", "--add-gnu-debuglink=" + debug, program)
        self.check(program, "names.cc")

    def build_id_file(self, program, suffix):
        build_id = build_id_of(program)
        return self.path("debug", ".build-id", build_id[:2], build_id[2:] + suffix)

    def test_stripped_with_a_debug_file_by_build_id(self):
        program = self.build_cxx("by-id", "-O2", "-Wl,--build-id")
        self.split_off(program, self.build_id_file(program, ".debug"))
        found = ("--debug-dir", self.path("debug"))
        series = self.check(program, "names.cc", *found)
        self.assertNotIn("OuterStep", self.rows(series, "owner"))

    def test_what_dwz_shared_among_debug_files(self):
        programs = [
            self.build_cxx("dwz" + level, level, "-gdwarf-4", "-Wl,--build-id")
            for level in ("-O1", "-O2")
        ]
        debug_files = [self.build_id_file(p, ".debug") for p in programs]
        for program, debug in zip(programs, debug_files):
            self.split_off(program, debug)
        shared = self.path("shared.debug")
        run("dwz", "-m", shared, "-M", "/nowhere/shared.debug", *debug_files)
        self.assertTrue(os.path.exists(shared), "dwz found nothing to share")
        place = self.build_id_file(shared, ".debug")
        os.makedirs(os.path.dirname(place), exist_ok=True)
        os.rename(shared, place)
        for program in programs:
            self.check(program, "names.cc", "--debug-dir", self.path("debug"))

    def test_packed_function_symbols_of_a_stripped_program(self):
        program = self.build_c("mini", "-O0", "-fno-inline")
        packed = self.path("mini.symbols")
        run("strip", "--strip-debug", "-o", packed, program)
        run("objcopy", "--only-keep-debug", packed)
        run("xz", packed)
        run("strip", program)
        run("objcopy", f"--add-section=.gnu_debugdata={packed}.xz", program)
        owners = self.rows(self.series_path(program), "owner")
        self.assertEqual(owners.get("load_config"), 3000, owners)
        self.assertEqual(owners.get("copy_name"), 1108, owners)


if __name__ == "__main__":
    unittest.main()
