// The analysis knows owners by number, the report by name.
#include "report/cli/report_verdicts.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "report/analysis/growth_analysis.h"
#include "report/analysis/growth_evidence_text.h"
#include "report/analysis/growth_forecast.h"

namespace leaktrace::report {
namespace {

// Below this a growing owner is listed, but raises no alarm.
constexpr double kFloorBytesPerSecond = 1024.0 * 1024 / (24 * 3600);

// Of leaktrace's own profiles, or reconstructed.
bool KnowsBirths(const SnapshotSeries& series) {
  const auto has_cells = [](const SeriesRow& row) {
    return !row.cells.empty();
  };
  return std::any_of(series.owners.begin(), series.owners.end(),
                     [&](const OwnerHistory& owner) {
                       const std::vector<SeriesRow>& rows =
                           owner.survivors.rows;
                       return std::any_of(rows.begin(), rows.end(), has_cells);
                     });
}

void SetVerdict(const GrowthVerdict& verdict, double alarm_confidence,
                OwnerRow* row) {
  row->verdict = GrowthVerdictName(verdict);
  row->evidence = GrowthEvidenceText(verdict);
  row->next_step = GrowthNextStep(verdict);
  if (std::isfinite(verdict.detectable_bytes_per_s)) {
    row->detectable_bytes_per_minute = verdict.detectable_bytes_per_s * 60;
  }
  if (verdict.kind == GrowthKind::kInsufficient) return;
  row->confidence = verdict.confidence;
  if (!verdict.per_second) return;
  row->growth =
      RateRow{verdict.per_second->value * 60, verdict.per_second->low * 60,
              verdict.per_second->high * 60};
  if (verdict.per_work) {
    row->growth_per_work = WorkRateRow{
        verdict.per_work->value, verdict.per_work->low, verdict.per_work->high};
  }
  row->alarm = verdict.kind == GrowthKind::kGrowing &&
               verdict.confidence >= alarm_confidence &&
               verdict.per_second->value >= kFloorBytesPerSecond;
}

// 0 for rows without an alarm, so that they keep their order.
double Urgency(const OwnerRow& row) {
  return row.alarm && row.growth
             ? row.growth->bytes_per_minute * row.confidence.value_or(0)
             : 0;
}

}  // namespace

void SetVerdicts(const SnapshotSeries& series,
                 const std::vector<GroupKey>& keys,
                 std::vector<OwnerRow>* rows) {
  if (!series.has_times || !KnowsBirths(series)) return;
  std::map<GroupKey, OwnerRow*> by_key;
  for (OwnerRow& row : *rows) by_key[{row.name, row.module}] = &row;
  const double alarm_confidence = GrowthAlarmConfidence(series.owners.size());
  for (const OwnerHistory& owner : series.owners) {
    const auto row = by_key.find(keys[owner.owner]);
    if (row == by_key.end()) continue;
    SetVerdict(AnalyzeGrowth(owner.survivors), alarm_confidence, row->second);
  }
  std::stable_sort(rows->begin(), rows->end(),
                   [](const OwnerRow& a, const OwnerRow& b) {
                     return Urgency(a) > Urgency(b);
                   });
}

}  // namespace leaktrace::report
