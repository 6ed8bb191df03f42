// Words and units for what analysis/check found.
#include "report/cli/check_view_builder.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>

#include "report/analysis/growth_evidence_text.h"
#include "report/analysis/time_units.h"
#include "report/render/units.h"

namespace leaktrace::report {
namespace {

CheckStatus StatusOf(CheckOutcome outcome) {
  switch (outcome) {
    case CheckOutcome::kPassed:
      return CheckStatus::kPassed;
    case CheckOutcome::kSuppressed:
      return CheckStatus::kSuppressed;
    case CheckOutcome::kUndecided:
      return CheckStatus::kUndecided;
    case CheckOutcome::kExceeded:
      return CheckStatus::kFailed;
  }
  return CheckStatus::kFailed;
}

const char* UnitOf(CheckMetric metric) {
  switch (metric) {
    case CheckMetric::kBytes:
    case CheckMetric::kIncrease:
      return "bytes";
    case CheckMetric::kObjects:
      return "objects";
    case CheckMetric::kSlopePerSecond:
      return "bytes/s";
    case CheckMetric::kSlopePerWork:
      return "bytes/work";
  }
  return "";
}

std::string Amount(CheckMetric metric, double value) {
  switch (metric) {
    case CheckMetric::kBytes:
      return FormatBytes(value);
    case CheckMetric::kIncrease:
      return FormatSignedBytes(value);
    case CheckMetric::kObjects:
      return FormatCount(std::llround(value)) + " objects";
    case CheckMetric::kSlopePerSecond:
      return FormatRate(value);
    case CheckMetric::kSlopePerWork:
      return FormatBytes(value) + " per unit of work";
  }
  return "";
}

std::string Measured(const CheckFinding& finding) {
  if (!finding.measured) return "not known";
  const GrowthRate& measured = *finding.measured;
  const std::string text = Amount(finding.metric, measured.value);
  if (measured.low == measured.high) return text;
  if (finding.metric == CheckMetric::kSlopePerSecond) {
    return FormatRateInterval(measured);
  }
  const std::string low = Amount(finding.metric, measured.low);
  if (!std::isfinite(measured.high)) return text + " (" + low + " or more)";
  return text + " (" + low + " to " + Amount(finding.metric, measured.high) +
         ")";
}

std::string Limit(const CheckFinding& finding) {
  if (finding.base) {
    return "grew " + Amount(finding.metric, *finding.base) + " in the base";
  }
  if (!finding.limit) return "no budget allows it to grow";
  return "limit " + Amount(finding.metric, *finding.limit);
}

std::string Message(const CheckFinding& finding) {
  std::string text = Measured(finding) + "; " + Limit(finding);
  if (!finding.origin.empty()) text += " (" + finding.origin + ")";
  if (!finding.expired.empty()) {
    text += "; the suppression " + finding.expired + " has expired";
  }
  if (finding.outcome == CheckOutcome::kSuppressed) {
    text += "; suppressed";
    if (!finding.reason.empty()) text += ": " + finding.reason;
  }
  return text;
}

std::string SubjectOf(const CheckFinding& finding) {
  if (finding.scope == CheckScope::kTotal) return "total";
  if (finding.scope == CheckScope::kModule) return "module " + finding.name;
  return finding.name;
}

CheckRow MakeRow(const CheckFinding& finding, const ReportView& report) {
  CheckRow row;
  row.status = StatusOf(finding.outcome);
  row.rule =
      finding.limit ? std::string(CheckMetricName(finding.metric)) : "growth";
  row.subject = SubjectOf(finding);
  row.module = finding.module;
  row.message = Message(finding);
  row.origin = finding.origin;
  row.unit = UnitOf(finding.metric);
  row.limit = finding.limit;
  row.base = finding.base;
  if (finding.measured) {
    row.value = finding.measured->value;
    row.low = finding.measured->low;
    row.high = finding.measured->high;
  }
  if (finding.owner) {
    const OwnerRow& owner = report.owners[*finding.owner];
    row.evidence = owner.evidence;
    row.next_step = owner.next_step;
    row.path = owner.path;
  }
  return row;
}

// Said only once if nobody grows, so that there is always a check that passed.
CheckRow NobodyGrows() {
  CheckRow row;
  row.rule = "growth";
  row.subject = "all owners";
  row.message = "no owner is growing";
  return row;
}

bool SpeaksOfGrowth(const CheckRow& row) { return row.rule == "growth"; }

std::string Probation(const OwnerRow& owner) {
  return owner.name + " may be growing, too uncertain to fail (confidence " +
         FormatPercent(owner.confidence.value_or(0)) + "): " + owner.evidence;
}

// Of all owners; in an owner of larger objects it takes more.
std::optional<double> SmallestLeak(const ReportView& report) {
  std::optional<double> least;
  for (const OwnerRow& owner : report.owners) {
    if (!owner.detectable_bytes_per_minute) continue;
    least = std::min(least.value_or(*owner.detectable_bytes_per_minute),
                     *owner.detectable_bytes_per_minute);
  }
  return least;
}

}  // namespace

CheckView MakeCheckView(const CheckResult& result, const ReportView& report) {
  CheckView view;
  view.executable = report.executable;
  view.directory = report.directory;
  view.snapshots = report.snapshots;
  view.span_seconds = report.span_seconds;
  for (const CheckFinding& finding : result.findings) {
    view.rows.push_back(MakeRow(finding, report));
  }
  if (std::none_of(view.rows.begin(), view.rows.end(), SpeaksOfGrowth)) {
    view.rows.push_back(NobodyGrows());
  }
  view.status = view.rows.front().status;
  for (const size_t owner : result.on_probation) {
    view.notes.push_back(Probation(report.owners[owner]));
  }
  for (const std::string& origin : result.unused) {
    view.notes.push_back(origin + ": unused; nothing in this run matches it");
  }
  for (const std::string& origin : result.idle_suppressions) {
    view.notes.push_back(origin +
                         ": unused; nothing beyond a limit matches it");
  }
  view.detectable_bytes_per_minute = SmallestLeak(report);
  if (view.detectable_bytes_per_minute) {
    view.detectable =
        "the smallest steady leak that this run would have shown: " +
        FormatRate(*view.detectable_bytes_per_minute / kSecondsPerMinute);
  }
  return view;
}

}  // namespace leaktrace::report
