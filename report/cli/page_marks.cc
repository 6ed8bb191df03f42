// See page_marks.h.
#include "report/cli/page_marks.h"

#include <optional>
#include <string>

#include "report/analysis/growth_analysis.h"
#include "report/analysis/growth_verdict.h"

namespace leaktrace::report {
namespace {

constexpr size_t kMaxMarks = 12;

bool Is(const OwnerRow& row, GrowthKind kind) {
  return row.verdict == GrowthKindName(kind);
}

// The position after which the live bytes rose most, or fell most.
size_t LargestStep(const OwnerHistory& history, bool falling) {
  size_t at = 0;
  int64_t largest = 0;
  for (size_t i = 1; i < history.totals.size(); ++i) {
    const int64_t rise =
        history.totals[i].live_bytes - history.totals[i - 1].live_bytes;
    const int64_t step = falling ? -rise : rise;
    if (step <= largest) continue;
    largest = step;
    at = i;
  }
  return at;
}

size_t PositionOf(const OwnerRow& row, const OwnerHistory& history) {
  if (Is(row, GrowthKind::kGrowing)) {
    const std::optional<int> rows = GrowthDetectedAt(history.survivors);
    return rows ? static_cast<size_t>(*rows) - 1 : history.totals.size() - 1;
  }
  return LargestStep(history, Is(row, GrowthKind::kSawtooth));
}

std::string TextOf(const OwnerRow& row) {
  if (Is(row, GrowthKind::kGrowing)) return "first seen to grow";
  return Is(row, GrowthKind::kSawtooth) ? "largest drop" : "largest rise";
}

}  // namespace

std::vector<PageMark> MakeMarks(
    const SeriesReport& report,
    const std::map<size_t, const OwnerHistory*>& rows) {
  std::vector<PageMark> marks;
  for (const auto& [number, history] : rows) {
    if (marks.size() == kMaxMarks) break;
    const OwnerRow& row = report.view.owners[number];
    if (row.verdict.empty() || Is(row, GrowthKind::kPlateau) ||
        Is(row, GrowthKind::kInsufficient)) {
      continue;
    }
    const size_t position = PositionOf(row, *history);
    marks.push_back(
        {number, report.series.points[position].time_s, TextOf(row)});
  }
  return marks;
}

}  // namespace leaktrace::report
