// JSON of one case to series; an owner has empty rows before its first sample.
#include "tests/growth/growth_corpus_reader.h"

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace leaktrace::report {
namespace {

using nlohmann::json;

void FillRow(const json& owner, SeriesRow& row) {
  row.live_objects = owner.at("live_objects");
  for (const json& cell : owner.at("cohorts")) {
    row.cells.push_back({cell.at(0), cell.at(1), cell.at(2), {}, {}});
  }
}

SeriesRow EmptyRow(const json& snapshot, int64_t sequence) {
  SeriesRow row;
  row.sequence = sequence;
  row.time_s = snapshot.at("t");
  if (!snapshot.at("work").is_null()) row.work = snapshot.at("work");
  return row;
}

GrowthTruth Truth(const json& owner) {
  GrowthTruth truth;
  truth.leaks = owner.at("label") == "growing";
  truth.ambiguous = owner.at("ambiguous");
  truth.detectable = truth.leaks && owner.value("detectable", false);
  const json& slope = owner.at("slope_bytes_per_s");
  if (!slope.is_null()) truth.bytes_per_s = slope;
  return truth;
}

}  // namespace

GrowthCase ReadGrowthCase(const std::filesystem::path& file) {
  std::ifstream in(file);
  if (!in) throw std::runtime_error("cannot read " + file.string());
  const json document = json::parse(in);
  GrowthCase result{document.at("name"), {}, {}};
  OwnerSeries blank;
  blank.sampling_interval_bytes = document.at("sampling_interval_bytes");
  const json& snapshots = document.at("snapshots");
  for (const json& snapshot : snapshots) {
    blank.rows.push_back(
        EmptyRow(snapshot, static_cast<int64_t>(blank.rows.size())));
  }
  for (size_t i = 0; i < snapshots.size(); ++i) {
    for (const auto& [name, owner] : snapshots[i].at("owners").items()) {
      FillRow(owner,
              result.owners.try_emplace(name, blank).first->second.rows[i]);
    }
  }
  for (const auto& [name, owner] : document.at("truth").items()) {
    result.truth[name] = Truth(owner);
  }
  return result;
}

std::vector<std::filesystem::path> GrowthCaseFiles(
    const std::filesystem::path& directory) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace leaktrace::report
