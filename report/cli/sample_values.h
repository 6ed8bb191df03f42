// From the totals of the analysis to the values of the renderers.
#ifndef LEAKTRACE_REPORT_CLI_SAMPLE_VALUES_H_
#define LEAKTRACE_REPORT_CLI_SAMPLE_VALUES_H_

#include <cstddef>
#include <optional>
#include <string_view>

#include "report/analysis/totals.h"
#include "report/render/top_view.h"

namespace leaktrace::report {

inline SampleValues ValuesOf(const Totals& totals) {
  return {totals.alloc_objects, totals.alloc_bytes, totals.live_objects,
          totals.live_bytes};
}

// "inuse_space"... Nothing for another word.
inline std::optional<size_t> FindSampleType(std::string_view name) {
  for (size_t i = 0; i < kSampleTypeNames.size(); ++i) {
    if (name == kSampleTypeNames[i]) return i;
  }
  return std::nullopt;
}

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_CLI_SAMPLE_VALUES_H_
