// How good the verdicts on a labelled corpus are: the figures of the scorer's
// table, computed here so that a test can hold them without Python.
#ifndef LEAKTRACE_TESTS_GROWTH_GROWTH_SCORE_H_
#define LEAKTRACE_TESTS_GROWTH_GROWTH_SCORE_H_

#include <filesystem>

namespace leaktrace::report {

struct GrowthAlarms {  // at and above one confidence
  double recall = 0;
  double detectable_recall = 0;
  double false_per_1000 = 0;
};

struct GrowthScore {
  int leaks = 0;
  int detectable = 0;
  int benign = 0;
  GrowthAlarms any;              // confidence >= 0.5
  GrowthAlarms high;             // >= 0.8
  GrowthAlarms sure;             // >= 0.9
  double slope_within_half = 0;  // a factor of 1.5, of the leaks found
  double slope_covered = 0;      // by the 95 % interval
  int leaks_ever_growing = 0;    // at two looks running
  int benign_ever_growing = 0;
};

GrowthScore ScoreGrowth(const std::filesystem::path& directory);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_TESTS_GROWTH_GROWTH_SCORE_H_
