// The tables of a watched program, filled as a server would: thousands of call
// sites in real code (libc's), stacks that share their outer frames.
#ifndef LEAKTRACE_TESTS_BENCH_FILLED_TABLES_H_
#define LEAKTRACE_TESTS_BENCH_FILLED_TABLES_H_

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "preload/snapshot/module_map.h"
#include "preload/snapshot/snapshot_context.h"
#include "preload/tracking/live_table.h"
#include "preload/tracking/stack_table.h"

namespace leaktrace {

// As large as in sampled mode.
class FilledTables {
 public:
  static constexpr uint32_t kBirths = 20;

  FilledTables(size_t stack_count, size_t live_count) {
    stacks.Init(64u << 20, 1u << 17);
    live.Init(8u << 20);
    modules.Init();
    for (size_t i = 0; i < stack_count; ++i) ids_.push_back(AddStack(i));
    for (size_t i = 0; i < live_count; ++i) {
      Bear(i, static_cast<uint32_t>(i % kBirths));
    }
  }

  // Object `i` dies, if it lived, and is born in interval `birth`.
  void Bear(size_t i, uint32_t birth) {
    const uintptr_t address = (size_t{1} << 30) + i * 8192;
    LiveRecord old;
    live.Remove(address, &old);
    live.Insert({address, ids_[i % ids_.size()], 512 + i % 4096, birth, 0});
  }

  SnapshotTables tables() { return {&stacks, &live, &counters, &modules}; }

  StackTable stacks;
  LiveTable live;
  Counters counters;
  ModuleMap modules;

 private:
  static constexpr size_t kDepth = 32;
  static constexpr size_t kCallSites = 4000;
  static constexpr size_t kSiteBytes = 256;

  // Stacks share their outer frames, as those of real programs do.
  StackId AddStack(size_t number) {
    const auto text = reinterpret_cast<uintptr_t>(&setenv) & ~uintptr_t{4095};
    uintptr_t frames[kDepth];
    for (size_t depth = 0; depth < kDepth; ++depth) {
      const size_t variety = number >> (depth / 2);
      frames[depth] =
          text + (variety * 37 + depth * 101) % kCallSites * kSiteBytes;
    }
    frames[0] = text + number * 53 % (kCallSites * kSiteBytes);
    const StackId id = stacks.Intern({frames, false, 0});
    stacks.AddAllocation(id, 0, 100 * StackTable::kObjectScale, 1u << 20);
    return id;
  }

  std::vector<StackId> ids_;
};

}  // namespace leaktrace

#endif  // LEAKTRACE_TESTS_BENCH_FILLED_TABLES_H_
