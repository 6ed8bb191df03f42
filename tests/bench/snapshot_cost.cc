// What one snapshot costs, against the number of stacks and of live samples:
// the time per snapshot, and the bytes of its file.
#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <unistd.h>

#include <cstdint>
#include <string>
#include <vector>

#include "preload/snapshot/snapshot_context.h"
#include "preload/snapshot/snapshot_facts.h"
#include "preload/snapshot/snapshot_writer.h"
#include "preload/sys/file_writer.h"
#include "tests/bench/filled_tables.h"

namespace leaktrace {
namespace {

constexpr uint64_t kIntervalBytes = 512 * 1024;

SnapshotContext Context() {
  SnapshotContext context;
  context.pid = 1;
  context.sequence = FilledTables::kBirths;
  context.reason = SnapshotReason::kRequest;
  context.base_interval_bytes = kIntervalBytes;
  context.interval_bytes = kIntervalBytes;
  return context;
}

// As SnapshotService does, but into an unnamed file.
size_t WriteSnapshot(const SnapshotTables& tables, SnapshotScratch* scratch) {
  std::vector<char> storage(kMaxFactsBytes);
  std::vector<char> buffer(64 * 1024);
  TextBuffer facts(storage);
  AppendFacts(Context(), tables, &facts);
  sys::OwnedFd fd;
  fd.Adopt(open(P_tmpdir, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600));
  sys::FileWriter file(fd, buffer);
  const SnapshotContext context = Context();
  SnapshotWriter(tables, context, *scratch, file).Write(facts.view());
  file.Flush();
  scratch->Clear();
  if (file.error() != 0) return 0;
  const off_t bytes = lseek(fd.get(), 0, SEEK_END);
  return bytes > 0 ? static_cast<size_t>(bytes) : 0;
}

void BM_Snapshot(benchmark::State& state) {
  FilledTables filled(static_cast<size_t>(state.range(0)),
                      static_cast<size_t>(state.range(1)));
  SnapshotScratch scratch;
  size_t bytes = 0;
  for (auto _ : state) {
    bytes = WriteSnapshot(filled.tables(), &scratch);
    if (bytes == 0) state.SkipWithError("the snapshot could not be written");
  }
  state.counters["bytes"] = static_cast<double>(bytes);
}

}  // namespace
}  // namespace leaktrace

BENCHMARK(leaktrace::BM_Snapshot)
    ->ArgNames({"stacks", "live"})
    ->ArgsProduct({{1000, 5000, 20000}, {1000, 20000, 200000}})
    ->Unit(benchmark::kMillisecond);
BENCHMARK_MAIN();
