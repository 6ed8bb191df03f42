#include "preload/snapshot/snapshot_facts.h"

#include "preload/snapshot_format.h"

namespace leaktrace {
namespace {

void AddNumber(TextBuffer* facts, std::string_view key, uint64_t value) {
  facts->Add(key).Add("=").AddDecimal(value).Add("\n");
}

void AddKnown(TextBuffer* facts, std::string_view prefix, std::string_view name,
              uint64_t value) {
  if (value == UINT64_MAX) return;
  facts->Add(prefix);
  AddNumber(facts, name, value);
}

void AddPrintable(std::string_view text, TextBuffer* facts) {
  for (const char c : text) {
    const bool is_control = static_cast<unsigned char>(c) < ' ' || c == 0x7f;
    facts->Add({is_control ? "?" : &c, 1});
  }
}

void AddText(TextBuffer* facts, std::string_view key, std::string_view value) {
  if (value.empty()) return;
  facts->Add(key).Add("=");
  AddPrintable(value, facts);
  facts->Add("\n");
}

void AddIdentity(const SnapshotContext& context, TextBuffer* facts) {
  AddNumber(facts, format::kVersionKey, format::kVersion);
  AddNumber(facts, format::kPidKey, context.pid);
  AddText(facts, format::kExecutableKey, context.executable);
  AddText(facts, format::kHostKey, context.host);
  AddNumber(facts, format::kSequenceKey, context.sequence);
  AddText(facts, format::kReasonKey, NameOf(context.reason));
  const bool is_exact = context.interval_bytes <= 1;
  AddText(facts, format::kModeKey, is_exact ? "exact" : "sampled");
  AddNumber(facts, format::kIntervalKey, context.interval_bytes);
  AddNumber(facts, format::kStartTimeKey, context.start_time_ns);
  AddNumber(facts, format::kUptimeKey, context.uptime_ns);
  AddKnown(facts, "", format::kWaitedKey, context.waited_ns);
  if (context.previous_write_ns != 0) {
    AddNumber(facts, format::kWriteTimeKey, context.previous_write_ns);
  }
  if (context.work != 0) AddNumber(facts, format::kWorkKey, context.work);
  AddText(facts, format::kMarkKey, context.mark);
  AddText(facts, format::kUnwinderKey, context.unwinder);
  AddText(facts, format::kProviderKey, context.provider_malloc);
  AddText(facts, format::kProviderNewKey, context.provider_new);
  AddText(facts, format::kProviderShadowingKey, context.provider_shadowing);
}

void AddLosses(const SnapshotTables& tables, TextBuffer* facts) {
  for (uint32_t i = 0; i < static_cast<uint32_t>(Counter::kCount); ++i) {
    const Counter counter = static_cast<Counter>(i);
    AddKnown(facts, format::kLossPrefix, Counters::Name(counter),
             tables.counters->Get(counter));
  }
  AddKnown(facts, format::kLossPrefix, "module_map_full",
           tables.modules->lost_modules());
}

void AddMemory(const ProcessMemory& memory, TextBuffer* facts) {
  const struct {
    const char* name;
    uint64_t value;
  } values[] = {
      {"rss_bytes", memory.rss_bytes},
      {"rss_anon_bytes", memory.rss_anon_bytes},
      {"rss_file_bytes", memory.rss_file_bytes},
      {"swap_bytes", memory.swap_bytes},
      {"data_bytes", memory.data_bytes},
      {"pss_bytes", memory.pss_bytes},
      {"cgroup_current_bytes", memory.cgroup_current_bytes},
      {"cgroup_limit_bytes", memory.cgroup_limit_bytes},
      {"rlimit_as_bytes", memory.rlimit_as_bytes},
      {"rlimit_data_bytes", memory.rlimit_data_bytes},
      {"threads", memory.threads},
  };
  for (const auto& [name, value] : values) {
    AddKnown(facts, format::kMemoryPrefix, name, value);
  }
}

void AddAllocator(const AllocatorStatistics& allocator, TextBuffer* facts) {
  AddKnown(facts, format::kMemoryPrefix, "heap_in_use_bytes",
           allocator.heap_in_use_bytes);
  AddKnown(facts, format::kMemoryPrefix, "heap_retained_bytes",
           allocator.heap_retained_bytes);
  AddKnown(facts, format::kMemoryPrefix, "heap_mapped_bytes",
           allocator.heap_mapped_bytes);
}

// A name ends at its last "=", wherever else it has one.
void AddMappings(std::span<const MappingTotal> mappings, TextBuffer* facts) {
  for (const MappingTotal& mapping : mappings) {
    facts->Add(format::kMappingPrefix);
    AddPrintable(mapping.name_view(), facts);
    facts->Add("=").AddDecimal(mapping.bytes).Add("\n");
  }
}

void AddSelf(const SnapshotContext& context, const SnapshotTables& tables,
             TextBuffer* facts) {
  AddKnown(facts, format::kSelfPrefix, "stacks", tables.stacks->size());
  AddKnown(facts, format::kSelfPrefix, "stack_table_bytes",
           tables.stacks->UsedBytes());
  AddKnown(facts, format::kSelfPrefix, "live_table_bytes",
           tables.live->UsedBytes());
  AddKnown(facts, format::kSelfPrefix, "thread_table_bytes",
           context.thread_table_bytes);
  AddKnown(facts, format::kSelfPrefix, "modules", tables.modules->size());
  AddKnown(facts, format::kSelfPrefix, "module_map_bytes",
           tables.modules->UsedBytes());
}

}  // namespace

const char* NameOf(SnapshotReason reason) {
  switch (reason) {
    case SnapshotReason::kPeriod:
      return "period";
    case SnapshotReason::kRequest:
      return "request";
    case SnapshotReason::kExit:
      return "exit";
    case SnapshotReason::kRss:
      return "rss";
    case SnapshotReason::kFork:
      return "fork";
    case SnapshotReason::kMark:
      return "mark";
    case SnapshotReason::kNone:
      return "";
  }
  return "unknown";
}

void AppendFacts(const SnapshotContext& context, const SnapshotTables& tables,
                 TextBuffer* facts) {
  AddIdentity(context, facts);
  AddLosses(tables, facts);
  AddMemory(context.memory, facts);
  AddAllocator(context.allocator, facts);
  AddMappings(context.mappings, facts);
  AddSelf(context, tables, facts);
}

}  // namespace leaktrace
