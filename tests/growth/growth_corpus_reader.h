// Reads a labelled case of the growth corpus: a series and the truth for each
// owner. A test helper: the files are ours, a broken one throws.
#ifndef LEAKTRACE_TESTS_GROWTH_GROWTH_CORPUS_READER_H_
#define LEAKTRACE_TESTS_GROWTH_GROWTH_CORPUS_READER_H_

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "report/analysis/owner_series.h"

namespace leaktrace::report {

struct GrowthTruth {
  bool leaks = false;
  bool ambiguous = false;   // not knowable; counts for nothing
  bool detectable = false;  // enough samples, epochs and snapshots
  std::optional<double> bytes_per_s;
};

struct GrowthCase {
  std::string name;
  std::map<std::string, OwnerSeries> owners;
  std::map<std::string, GrowthTruth> truth;  // also of owners never sampled
};

GrowthCase ReadGrowthCase(const std::filesystem::path& file);

// All *.json of a directory, by name.
std::vector<std::filesystem::path> GrowthCaseFiles(
    const std::filesystem::path& directory);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_TESTS_GROWTH_GROWTH_CORPUS_READER_H_
