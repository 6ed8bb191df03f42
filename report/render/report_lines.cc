// See report_lines.h.
#include "report/render/report_lines.h"

#include <cstdint>
#include <optional>
#include <string>

#include "report/render/text_table.h"
#include "report/render/units.h"

namespace leaktrace::report {
namespace {

std::string SignedPart(const char* name, const std::optional<int64_t>& bytes) {
  if (!bytes) return "";
  return std::string(", ") + name + " " +
         FormatSignedBytes(static_cast<double>(*bytes));
}

}  // namespace

std::string ProcessLine(const ReportView& view) {
  std::string line =
      view.executable.empty() ? "process" : Printable(view.executable);
  if (view.pid) line += " pid " + std::to_string(*view.pid);
  line += ": " + FormatCount(view.snapshots) +
          (view.snapshots == 1 ? " snapshot" : " snapshots");
  if (view.snapshots > 1) line += " over " + FormatDuration(view.span_seconds);
  if (view.exact) return line + ", every allocation recorded (exact)";
  line += ", sampled every " +
          FormatBytes(static_cast<double>(view.interval_bytes)) + " on average";
  return view.mixed_intervals ? line + " (changed during the run)" : line;
}

std::string HeapLine(const ReportView& view) {
  const OwnerRow& total = view.total;
  std::string line =
      "live heap " + FormatBytes(static_cast<double>(total.live_bytes));
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

// "process +35.0 MiB = live heap +31.4 MiB, kept by the allocator +1.2 MiB...".
std::string ReconciliationLine(const MemoryView& memory) {
  if (!memory.process_growth) return "";
  std::string line =
      "process memory " +
      FormatSignedBytes(static_cast<double>(*memory.process_growth)) +
      " = live heap " +
      FormatSignedBytes(static_cast<double>(memory.live_growth)) +
      SignedPart("kept by the allocator", memory.retained_growth) +
      SignedPart("leaktrace", memory.self_growth) +
      SignedPart("other", memory.other_growth);
  if (memory.share_explained) {
    line += " (" + FormatPercent(*memory.share_explained) + " explained)";
  }
  return line;
}

std::string CoverageLine(const ReportView& view) {
  if (!view.memory.anonymous_bytes || *view.memory.anonymous_bytes <= 0) {
    return "";
  }
  const auto anonymous = static_cast<double>(*view.memory.anonymous_bytes);
  const auto live = static_cast<double>(view.total.live_bytes);
  return "coverage: " + FormatPercent(live / anonymous) + " of the " +
         FormatBytes(anonymous) +
         " of anonymous memory is heap that leaktrace watches";
}

}  // namespace leaktrace::report
