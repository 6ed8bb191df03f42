// Tables filled by hand, the way AllocationTracker fills them, and snapshots
// of them in memory.
#ifndef LEAKTRACE_TESTS_PRELOAD_SNAPSHOT_RECORDED_TABLES_H_
#define LEAKTRACE_TESTS_PRELOAD_SNAPSHOT_RECORDED_TABLES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "preload/snapshot/module_map.h"
#include "preload/snapshot/snapshot_context.h"
#include "preload/snapshot/snapshot_facts.h"
#include "preload/snapshot/snapshot_file.h"
#include "preload/snapshot/snapshot_writer.h"
#include "preload/tracking/birth_clock.h"
#include "preload/tracking/sample_weight.h"
#include "tests/preload/snapshot/temporary_directory.h"

namespace leaktrace {

class RecordedTables {
 public:
  RecordedTables() {
    stacks.Init(8u << 20, 1u << 14);
    live.Init(8u << 20);
    modules.Init();
    modules.Update(0);
  }

  StackId AddStack(const std::vector<uintptr_t>& frames,
                   bool truncated = false) {
    return stacks.Intern({frames, truncated, 0});
  }

  void Allocate(StackId stack, uintptr_t address, uint64_t size_bytes,
                uint32_t birth, uint32_t lane = 0) {
    const SampleWeight weight = WeightOf(size_bytes, interval_bytes);
    stacks.AddAllocation(
        stack, lane,
        static_cast<uint64_t>(weight.objects * StackTable::kObjectScale + 0.5),
        static_cast<uint64_t>(weight.bytes + 0.5));
    live.Insert({address, stack, size_bytes, birth, 0});
  }

  bool Free(uintptr_t address) {
    LiveRecord record;
    return live.Remove(address, &record);
  }

  SnapshotTables tables() {
    return {&stacks, &live, &counters, &modules, &annotations};
  }

  SnapshotContext Context(uint32_t sequence) const {
    SnapshotContext context;
    context.pid = 7;
    context.sequence = sequence;
    context.reason = SnapshotReason::kRequest;
    context.time_ns = 1700000000000000000;
    context.base_interval_bytes = interval_bytes;
    context.interval_bytes = interval_bytes;
    context.executable = "/usr/bin/app";
    return context;
  }

  // The bytes of a snapshot; empty if it could not be written.
  std::string Write(const SnapshotContext& context) {
    SnapshotFile file(directory.fd(), context.sequence);
    if (file.Create() != 0) return "";
    std::vector<char> facts_storage(kMaxFactsBytes);
    TextBuffer facts(facts_storage);
    AppendFacts(context, tables(), &facts);
    std::vector<char> buffer(4096);
    sys::FileWriter output(file.fd(), buffer);
    const SnapshotTables all = tables();
    SnapshotWriter(all, context, scratch, output).Write(facts.view());
    scratch.Clear();
    if (file.Finish(&output) != 0) return "";
    char storage[32];
    TextBuffer name(storage);
    AppendSnapshotName(context.sequence, &name);
    return ReadAll(directory.path() + "/" + name.c_str());
  }

  TemporaryDirectory directory;
  StackTable stacks;
  LiveTable live;
  Counters counters;
  AnnotationNames annotations;
  ModuleMap modules;
  SnapshotScratch scratch;
  uint64_t interval_bytes = 1;
};

}  // namespace leaktrace

#endif  // LEAKTRACE_TESTS_PRELOAD_SNAPSHOT_RECORDED_TABLES_H_
