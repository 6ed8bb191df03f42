// Sections in the order a reader needs them; one function per section.
#include "report/render/report_text.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include "report/render/report_headline.h"
#include "report/render/report_lines.h"
#include "report/render/report_table.h"
#include "report/render/text_table.h"
#include "report/render/units.h"

namespace leaktrace::report {
namespace {

constexpr size_t kPathsShown = 1;
constexpr size_t kEvidenceShown = 3;
constexpr size_t kFramesShown = 16;
constexpr size_t kTypesShown = 4;

// Nothing for a sentence that cannot be said.
std::string EndLine(const std::string& line) {
  return line.empty() ? line : line + "\n";
}

OwnerRow Fold(const std::vector<OwnerRow>& rows, size_t first) {
  OwnerRow others;
  double variance = 0;
  for (size_t i = first; i < rows.size(); ++i) {
    others.live_bytes += rows[i].live_bytes;
    others.live_objects += rows[i].live_objects;
    others.samples += rows[i].samples;
    variance += rows[i].error_bytes * rows[i].error_bytes;
    if (rows[i].change_bytes) {
      others.change_bytes =
          others.change_bytes.value_or(0) + *rows[i].change_bytes;
      others.bytes_per_minute = others.bytes_per_minute.value_or(0) +
                                rows[i].bytes_per_minute.value_or(0);
    }
  }
  others.error_bytes = std::sqrt(variance);
  others.name =
      "[" + FormatCount(static_cast<int64_t>(rows.size() - first)) + " others]";
  return others;
}

std::string OwnerTable(const ReportView& view, size_t limit,
                       const TextStyle& style) {
  TextTable table(OwnerColumns(view.grouping));
  std::vector<OwnerRow> rows;
  std::copy_if(view.owners.begin(), view.owners.end(), std::back_inserter(rows),
               HoldsOrChanged);
  // A single row in place of "[1 others]" says more.
  const size_t shown = rows.size() <= limit + 1 ? rows.size() : limit;
  for (size_t i = 0; i < shown; ++i) table.AddRow(OwnerCells(rows[i]));
  if (shown < rows.size()) table.AddRow(OwnerCells(Fold(rows, shown)));
  return rows.empty() ? "" : table.Format(style);
}

// "1,204,112 x Session, 12 x Session[]".
std::string TypesText(const std::vector<TypeRow>& types) {
  std::string text;
  const size_t shown = std::min(kTypesShown, types.size());
  for (size_t i = 0; i < shown; ++i) {
    text += (i == 0 ? "" : ", ") +
            FormatInstances(types[i].instances, Printable(types[i].name));
  }
  if (shown == types.size()) return text;
  return text + " and " +
         FormatCount(static_cast<int64_t>(types.size() - shown)) +
         " other types";
}

std::string PathSection(const ReportView& view, const TextStyle& style) {
  std::string text;
  for (size_t i = 0; i < std::min(kPathsShown, view.owners.size()); ++i) {
    const OwnerRow& owner = view.owners[i];
    if (!owner.types.empty()) {
      text += "\n" + style.Bold(Printable(owner.name)) + " holds " +
              TypesText(owner.types) + "\n";
    }
    if (owner.path.empty()) continue;
    text += "\nheaviest call path of " + style.Bold(Printable(owner.name)) +
            ", from the allocation outwards\n";
    const size_t shown = std::min(kFramesShown, owner.path.size());
    for (size_t f = 0; f < shown; ++f) text += PathLine(owner.path[f]) + "\n";
    if (shown < owner.path.size()) {
      text += "    .. " + std::to_string(owner.path.size() - shown) + " more\n";
    }
  }
  return text;
}

std::string EvidenceSection(const ReportView& view) {
  std::string text;
  if (view.owners.empty()) return text;
  const OwnerRow& top = view.owners.front();
  if (!top.evidence.empty()) {
    text += "\nevidence: " + Printable(top.evidence) + "\n";
  }
  if (!top.next_step.empty()) {
    text += "next step: " + Printable(top.next_step) + "\n";
  }
  for (size_t i = 1; i < std::min(kEvidenceShown, view.owners.size()); ++i) {
    const OwnerRow& owner = view.owners[i];
    if (!owner.alarm) break;
    text += "evidence for " + Printable(owner.name) + ": " +
            Printable(owner.evidence) + "\n";
  }
  if (top.detectable_bytes_per_minute && !top.alarm) {
    text += "a steady growth of this owner would have been seen from " +
            FormatBytes(*top.detectable_bytes_per_minute) + "/min on\n";
  }
  return text;
}

std::string LossSection(const ReportView& view, const TextStyle& style) {
  std::string text;
  for (const auto& [name, count] : view.losses) {
    text += (text.empty() ? "\nlost: " : ", ") + Printable(name) + " " +
            FormatCount(count);
  }
  if (!text.empty()) text += "\n";
  for (const std::string& warning : view.warnings) {
    text += style.Red("warning: ") + Printable(warning) + "\n";
  }
  return text;
}

}  // namespace

std::string RenderReportText(const ReportView& view, size_t limit,
                             const TextStyle& style) {
  std::string text;
  for (const std::string& problem : view.coverage_problems) {
    text += style.Red("coverage: ") + Printable(problem) + "\n";
  }
  text += style.Bold(ReportHeadline(view)) + "\n";
  text += ProcessLine(view) + "\n";
  text += HeapLine(view) + "\n";
  for (const std::string& line : ReconciliationLines(view)) {
    text += line + "\n";
  }
  text += EndLine(CoverageLine(view));
  // Unless it is the headline.
  if (!view.owners.empty() && view.owners.front().alarm) {
    text += EndLine(Printable(view.memory.blame));
  }
  for (const std::string& note : view.memory.notes) {
    text += EndLine(Printable(note));
  }
  text += "\n";
  text += OwnerTable(view, limit, style);
  return text + EvidenceSection(view) + PathSection(view, style) +
         LossSection(view, style);
}

}  // namespace leaktrace::report
