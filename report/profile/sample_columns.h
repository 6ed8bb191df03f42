// Which column of a pprof profile holds which heap value. Producers name them
// differently: Go, leaktrace and many more have alloc_* and inuse_*; tcmalloc
// and heapprofd call what is in use just "objects" and "space".
#ifndef LEAKTRACE_REPORT_PROFILE_SAMPLE_COLUMNS_H_
#define LEAKTRACE_REPORT_PROFILE_SAMPLE_COLUMNS_H_

#include <cstddef>
#include <optional>

#include "absl/status/statusor.h"
#include "report/profile/input_bytes.h"
#include "report/profile/pprof_sections.h"

namespace leaktrace::report {

struct SampleColumns {
  size_t count = 0;  // of all columns
  size_t live_bytes = 0;
  std::optional<size_t> live_objects;
  std::optional<size_t> alloc_bytes;
  std::optional<size_t> alloc_objects;
};

// An error that names the columns there are, when none says bytes in use.
absl::StatusOr<SampleColumns> FindSampleColumns(const InputBytes& input,
                                                PprofSections& sections);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_PROFILE_SAMPLE_COLUMNS_H_
