// {case: {owner: {verdict, confidence, slope, slope_ci, detected_at, ...}}}
#include "tests/growth/growth_verdicts_json.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "report/analysis/growth_analysis.h"
#include "tests/growth/growth_corpus_reader.h"

namespace leaktrace::report {
namespace {

using nlohmann::json;

json Interval(const GrowthRate& rate) {
  const json high = std::isfinite(rate.high) ? json(rate.high) : json();
  return json::array({rate.low, high});
}

json Evidence(const GrowthEvidence& evidence) {
  return {{"tau", evidence.maturity_epochs},
          {"N", evidence.mature_survivors},
          {"neff", evidence.effective_epochs},
          {"h", evidence.hazard},
          {"z", evidence.pace_z}};
}

json Verdict(const OwnerSeries& series) {
  const GrowthVerdict verdict = AnalyzeGrowth(series);
  json out = {{"verdict", GrowthKindName(verdict.kind)},
              {"confidence", verdict.confidence},
              {"slope", nullptr},
              {"info", Evidence(verdict.evidence)}};
  if (verdict.per_second) {
    out["slope"] = verdict.per_second->value;
    out["slope_ci"] = Interval(*verdict.per_second);
  }
  if (verdict.per_work) out["slope_work"] = verdict.per_work->value;
  if (verdict.difference) {
    out["diff"] = verdict.difference->bytes;
    out["diff_sd"] = verdict.difference->stddev_bytes;
  }
  if (const auto at = GrowthDetectedAt(series)) out["detected_at"] = *at;
  return out;
}

}  // namespace

void WriteGrowthVerdicts(const std::filesystem::path& directory,
                         std::ostream& out) {
  json verdicts = json::object();
  for (const auto& file : GrowthCaseFiles(directory)) {
    const GrowthCase labelled = ReadGrowthCase(file);
    json& owners = verdicts[labelled.name] = json::object();
    for (const auto& [name, series] : labelled.owners) {
      owners[name] = Verdict(series);
    }
  }
  out << verdicts.dump() << "\n";
}

}  // namespace leaktrace::report
