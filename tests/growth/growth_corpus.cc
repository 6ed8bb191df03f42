// growth_corpus DIR: the verdict on every owner of every labelled case of DIR,
// as JSON on stdout, in the format that the corpus' scorer reads.
#include <cmath>
#include <exception>
#include <iostream>
#include <nlohmann/json.hpp>

#include "tests/growth/growth_corpus_reader.h"
#include "report/analysis/growth_analysis.h"

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

int Run(const std::filesystem::path& directory) {
  json verdicts = json::object();
  for (const auto& file : GrowthCaseFiles(directory)) {
    const GrowthCase labelled = ReadGrowthCase(file);
    json& owners = verdicts[labelled.name] = json::object();
    for (const auto& [name, series] : labelled.owners) {
      owners[name] = Verdict(series);
    }
  }
  std::cout << verdicts.dump() << "\n";
  return 0;
}

}  // namespace
}  // namespace leaktrace::report

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: growth_corpus DIRECTORY > verdicts.json\n";
    return 4;
  }
  try {
    return leaktrace::report::Run(argv[1]);
  } catch (const std::exception& error) {
    std::cerr << "growth_corpus: " << error.what() << "\n";
    return 4;
  }
}
