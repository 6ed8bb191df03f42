// Decodes what samples refer to: mappings, functions and locations, with
// every reference between them checked.
#ifndef LEAKTRACE_REPORT_PROFILE_PPROF_SYMBOLS_H_
#define LEAKTRACE_REPORT_PROFILE_PPROF_SYMBOLS_H_

#include "absl/status/statusor.h"
#include "report/profile/id_table.h"
#include "report/profile/input_bytes.h"
#include "report/profile/pprof_sections.h"
#include "report/profile/profile.h"

namespace leaktrace::report {

// Fills profile.mappings, .functions and .locations. Returns the ids of the
// locations.
absl::StatusOr<IdTable> ReadPprofSymbols(const InputBytes& input,
                                         PprofSections& sections,
                                         Profile& profile);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_PROFILE_PPROF_SYMBOLS_H_
