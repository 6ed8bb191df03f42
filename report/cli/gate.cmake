# The gate: check, selftest and cycles.
target_sources(leaktrace_cli PRIVATE
  child_process.cc foreign_series.cc report_memory.cc run_cycles.cc selftest_command.cc selftest_subject.cc snapshot_path.cc temporary_folder.cc)
