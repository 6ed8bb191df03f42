// Reads profile.proto, as leaktrace, Go, tcmalloc and many others write it.
// Refuses what pprof itself would refuse, and files of a newer leaktrace.
#ifndef LEAKTRACE_REPORT_PROFILE_PPROF_READER_H_
#define LEAKTRACE_REPORT_PROFILE_PPROF_READER_H_

#include "absl/status/statusor.h"
#include "report/profile/input_bytes.h"
#include "report/profile/profile.h"
#include "report/profile/sample_sink.h"

namespace leaktrace::report {

// The bytes must be decompressed already. The samples go to `sink`, in the
// order of the file, and are not in the profile.
absl::StatusOr<Profile> ReadPprof(const InputBytes& input, SampleSink& sink);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_PROFILE_PPROF_READER_H_
