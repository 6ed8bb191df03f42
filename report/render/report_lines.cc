// See report_lines.h.
#include "report/render/report_lines.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "report/render/shown_line.h"
#include "report/render/text_table.h"
#include "report/render/units.h"

namespace leaktrace::report {
namespace {

constexpr size_t kOwnersShown = 3;
constexpr size_t kMappingsShown = 4;

std::string Signed(int64_t bytes) {
  return FormatSignedBytes(static_cast<double>(bytes));
}

std::string SignedPart(const char* name, const std::optional<int64_t>& bytes) {
  if (!bytes) return "";
  return std::string(", ") + name + " " + Signed(*bytes);
}

std::string Explained(const MemoryView& memory) {
  if (!memory.share_explained) return "";
  return " (" + FormatPercent(*memory.share_explained) + " explained)";
}

std::string PartLine(int64_t bytes, const std::string& what) {
  constexpr size_t kNumberWidth = 13;
  const std::string number = Signed(bytes);
  const size_t blanks = kNumberWidth - std::min(kNumberWidth, number.size());
  return std::string(blanks, ' ') + number + "  " + what;
}

std::optional<int64_t> AllocatorGrowth(const MemoryView& memory) {
  if (!memory.retained_growth && !memory.overhead_growth) return std::nullopt;
  return memory.retained_growth.value_or(0) +
         memory.overhead_growth.value_or(0);
}

// Nothing where there is only one part, or none.
std::string AllocatorParts(const MemoryView& memory) {
  if (!memory.overhead_growth) return ", beyond live blocks";
  return ": free but kept " + Signed(memory.retained_growth.value_or(0)) +
         ", headers, rounding and error " + Signed(*memory.overhead_growth);
}

std::optional<int64_t> MappingsGrowth(const MemoryView& memory) {
  if (memory.mappings.empty()) return std::nullopt;
  int64_t sum = 0;
  for (const MappingRow& row : memory.mappings) sum += row.growth_bytes;
  return sum;
}

// The largest changes and the sum of the others.
std::vector<MappingRow> ShownMappings(const MemoryView& memory) {
  std::vector<MappingRow> rows = memory.mappings;
  if (rows.size() <= kMappingsShown + 1) return rows;
  MappingRow others = {
      std::to_string(rows.size() - kMappingsShown) + " other mappings", 0};
  while (rows.size() > kMappingsShown) {
    others.growth_bytes += rows.back().growth_bytes;
    rows.pop_back();
  }
  rows.push_back(others);
  return rows;
}

// ": dbAdd +30.0 MiB, 3 others +2.0 MiB", of those that changed.
std::string OwnersOf(const ReportView& view) {
  std::vector<const OwnerRow*> changed;
  for (const OwnerRow& row : view.owners) {
    if (row.change_bytes.value_or(0) != 0) changed.push_back(&row);
  }
  std::stable_sort(changed.begin(), changed.end(),
                   [](const OwnerRow* a, const OwnerRow* b) {
                     return *a->change_bytes > *b->change_bytes;
                   });
  std::string text;
  int64_t rest = view.memory.live_growth;
  const size_t shown = std::min(kOwnersShown, changed.size());
  for (size_t i = 0; i < shown; ++i) {
    rest -= *changed[i]->change_bytes;
    text += (text.empty() ? ": " : ", ") + Printable(changed[i]->name) + " " +
            Signed(*changed[i]->change_bytes);
  }
  const auto others = static_cast<int64_t>(changed.size() - shown);
  if (others == 0) return text;
  return text + ", " + FormatCount(others) +
         (others == 1 ? " other " : " others ") + Signed(rest);
}

}  // namespace

std::string SnapshotsText(int64_t snapshots, double span_seconds) {
  if (snapshots == 1) return "1 snapshot";
  return FormatCount(snapshots) + " snapshots over " +
         FormatDuration(span_seconds);
}

std::string ProcessLine(const ReportView& view) {
  std::string line =
      view.executable.empty() ? "process" : Printable(view.executable);
  if (view.pid) line += " pid " + std::to_string(*view.pid);
  line += ": " + SnapshotsText(view.snapshots, view.span_seconds);
  if (view.exact) return line + ", every allocation recorded (exact)";
  line += ", sampled every " +
          FormatBytes(static_cast<double>(view.interval_bytes)) + " on average";
  return view.mixed_intervals ? line + " (changed during the run)" : line;
}

std::string HeapLine(const ReportView& view) {
  const OwnerRow& total = view.total;
  std::string line =
      "live heap " + (view.unfiltered_bytes
                          ? ShownBytes(total.live_bytes, *view.unfiltered_bytes)
                          : FormatBytes(static_cast<double>(total.live_bytes)));
  if (total.error_bytes > 0) line += " ± " + FormatBytes(total.error_bytes);
  line += " in " + FormatCount(total.live_objects) + " objects";
  if (total.change_bytes) {
    line += ", " + FormatSignedBytes(static_cast<double>(*total.change_bytes)) +
            " over the series";
  }
  if (view.exit_bytes) {
    line += ", " + FormatBytes(static_cast<double>(*view.exit_bytes)) +
            " left at exit";
  }
  if (view.symbolized_fraction < 1) {
    // Rounded down: it is 100 % only when it is all.
    const auto permille = static_cast<int>(view.symbolized_fraction * 1000);
    line += "; " + std::to_string(permille / 10) + "." +
            std::to_string(permille % 10) + " % of the bytes have names";
  }
  return line;
}

// "process +35.0 MiB = live heap +31.4 MiB, allocator +1.2 MiB...".
std::string ReconciliationLine(const MemoryView& memory) {
  if (!memory.process_growth) return "";
  return "process memory " + Signed(*memory.process_growth) + " = live heap " +
         Signed(memory.live_growth) +
         SignedPart("allocator", AllocatorGrowth(memory)) +
         SignedPart("mappings", MappingsGrowth(memory)) +
         SignedPart("leaktrace", memory.self_growth) +
         SignedPart("unexplained", memory.unexplained_growth) +
         Explained(memory);
}

std::vector<std::string> ReconciliationLines(const ReportView& view) {
  const MemoryView& memory = view.memory;
  if (!memory.process_growth) return {};
  std::vector<std::string> lines = {"process memory " +
                                    Signed(*memory.process_growth) +
                                    " over the series" + Explained(memory)};
  const auto add = [&](const std::string& what, std::optional<int64_t> bytes) {
    if (bytes) lines.push_back(PartLine(*bytes, what));
  };
  add("live heap" + OwnersOf(view), memory.live_growth);
  add("allocator" + AllocatorParts(memory), AllocatorGrowth(memory));
  for (const MappingRow& mapping : ShownMappings(memory)) {
    add(Printable(mapping.name), mapping.growth_bytes);
  }
  add("leaktrace's own", memory.self_growth);
  add("unexplained", memory.unexplained_growth);
  return lines;
}

std::string CoverageLine(const ReportView& view) {
  if (!view.memory.anonymous_bytes || *view.memory.anonymous_bytes <= 0) {
    return "";
  }
  const auto anonymous = static_cast<double>(*view.memory.anonymous_bytes);
  const auto live = static_cast<double>(
      view.unfiltered_bytes.value_or(view.total.live_bytes));
  return "coverage: " + FormatPercent(live / anonymous) + " of the " +
         FormatBytes(anonymous) +
         " of anonymous memory is heap that leaktrace watches";
}

}  // namespace leaktrace::report
