#include "preload/snapshot/live_summary.h"

#include <algorithm>

#include "preload/tracking/sample_weight.h"
#include "preload/tracking/stack_table.h"

namespace leaktrace {
namespace {

uint32_t BirthIn(const LiveScope& scope, uint32_t birth) {
  const uint32_t relative =
      birth > scope.birth_base ? birth - scope.birth_base : 0;
  return std::min(relative, scope.last_birth);
}

void AddRecord(const LiveScope& scope, const LiveRecord& record,
               LiveCell* cell) {
  const SampleWeight weight = WeightOf(
      record.size_bytes, scope.base_interval_bytes << record.interval_shift);
  ++cell->samples;
  cell->scaled_objects +=
      static_cast<uint64_t>(weight.objects * StackTable::kObjectScale + 0.5);
  cell->bytes += static_cast<uint64_t>(weight.bytes + 0.5);
  cell->variance +=
      weight.bytes * (weight.bytes - static_cast<double>(record.size_bytes));
  cell->squared_norm += weight.bytes * weight.bytes;
}

}  // namespace

bool LiveSummary::Collect(const LiveTable& live, const LiveScope& scope) {
  Clear();
  bool has_memory = true;
  live.ForEach([&](const LiveRecord& record) {
    if (static_cast<uint32_t>(record.stack) > scope.last_stack) return;
    LiveCell probe;
    probe.key = LiveCell::KeyOf(record.stack, BirthIn(scope, record.birth));
    LiveCell* const cell = hash_.FindOrInsert(probe);
    if (cell == nullptr) {
      has_memory = false;
    } else {
      AddRecord(scope, record, cell);
    }
  });
  const std::span<LiveCell> found = hash_.Compact();
  std::sort(found.begin(), found.end(),
            [](const LiveCell& a, const LiveCell& b) { return a.key < b.key; });
  cells_ = found;
  return has_memory;
}

void LiveSummary::Clear() {
  hash_.Clear();
  cells_ = {};
}

void LiveSummary::Forget() {
  hash_.Forget();
  cells_ = {};
}

}  // namespace leaktrace
