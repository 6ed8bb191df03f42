// See report_table.h.
#include "report/render/report_table.h"

#include <string>
#include <vector>

#include "report/render/units.h"

namespace leaktrace::report {
namespace {

std::string BirthsCell(const OwnerRow& row) {
  if (!row.births_alive || !row.births_total) return "";
  return FormatCount(*row.births_alive) + " of " +
         FormatCount(*row.births_total);
}

}  // namespace

std::vector<TableColumn> OwnerColumns(const std::string& grouping) {
  return {{"verdict", Align::kLeft},
          {grouping, Align::kLeft, true},
          {"module", Align::kLeft},
          {"live"},
          {"error", Align::kLeft},
          {"samples"},
          {"change"},
          {"rate"},
          {"per work"},
          {"births alive"}};
}

std::vector<std::string> OwnerCells(const OwnerRow& row) {
  return {row.verdict,
          FormatInstances(row.instances, row.name),
          row.module,
          FormatBytes(static_cast<double>(row.live_bytes)),
          row.error_bytes > 0 ? "± " + FormatBytes(row.error_bytes) : "",
          row.samples > 0 ? FormatCount(row.samples) : "",
          row.change_bytes
              ? FormatSignedBytes(static_cast<double>(*row.change_bytes))
              : "",
          row.bytes_per_minute
              ? FormatSignedBytes(*row.bytes_per_minute) + "/min"
              : "",
          row.growth_per_work
              ? FormatSignedBytes(row.growth_per_work->bytes_per_unit)
              : "",
          BirthsCell(row)};
}

bool HoldsOrChanged(const OwnerRow& row) {
  return row.live_bytes != 0 || row.change_bytes.value_or(0) != 0;
}

std::string PathLine(const PathRow& row) {
  std::string line = row.owner ? "  > " : "    ";
  line += Printable(row.function);
  if (row.inlined) line += " (inlined)";
  if (!row.file.empty() && row.line > 0) {
    line += "  " + Printable(row.file) + ":" + std::to_string(row.line);
  } else if (!row.module.empty() &&
             row.function.rfind(row.module + "+", 0) != 0) {
    line += "  [" + Printable(row.module) + "]";
  }
  return line;
}

}  // namespace leaktrace::report
