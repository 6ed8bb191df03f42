// What one snapshot costs, against the number of stacks and of live samples:
// the time per snapshot, and the bytes of its file.
#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "preload/snapshot/module_map.h"
#include "preload/snapshot/snapshot_context.h"
#include "preload/snapshot/snapshot_facts.h"
#include "preload/snapshot/snapshot_writer.h"
#include "preload/sys/file_writer.h"
#include "preload/tracking/live_table.h"
#include "preload/tracking/stack_table.h"

namespace leaktrace {
namespace {

constexpr size_t kDepth = 32;
constexpr uint64_t kIntervalBytes = 512 * 1024;
// A server has some thousand distinct call sites.
constexpr size_t kCallSites = 4000;
constexpr uint32_t kBirths = 20;

// As large as in sampled mode.
class FilledTables {
 public:
  FilledTables(size_t stack_count, size_t live_count) {
    stacks.Init(64u << 20, 1u << 17);
    live.Init(8u << 20);
    modules.Init();
    for (size_t i = 0; i < stack_count; ++i) ids_.push_back(AddStack(i));
    for (size_t i = 0; i < live_count; ++i) {
      live.Insert({(size_t{1} << 30) + i * 8192, ids_[i % stack_count],
                   512 + i % 4096, static_cast<uint32_t>(i % kBirths), 0});
    }
  }
  SnapshotTables tables() { return {&stacks, &live, &counters, &modules}; }

  StackTable stacks;
  LiveTable live;
  Counters counters;
  ModuleMap modules;

 private:
  // Stacks share their outer frames, as those of real programs do.
  StackId AddStack(size_t number) {
    const auto text = reinterpret_cast<uintptr_t>(&setenv) & ~uintptr_t{4095};
    uintptr_t frames[kDepth];
    for (size_t depth = 0; depth < kDepth; ++depth) {
      const size_t variety = number >> (depth / 2);
      frames[depth] = text + (variety * 37 + depth * 101) % kCallSites * 16;
    }
    frames[0] = text + number * 5;
    const StackId id = stacks.Intern({frames, false, 0});
    stacks.AddAllocation(id, 0, 100 * StackTable::kObjectScale, 1u << 20);
    return id;
  }

  std::vector<StackId> ids_;
};

SnapshotContext Context() {
  SnapshotContext context;
  context.pid = 1;
  context.sequence = kBirths;
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
