// Decodes the samples of a pprof heap profile: finds its values by the names
// of its sample types, checks every reference, and takes leaktrace's own
// labels out of the labels.
#ifndef LEAKTRACE_REPORT_PROFILE_PPROF_SAMPLES_H_
#define LEAKTRACE_REPORT_PROFILE_PPROF_SAMPLES_H_

#include "absl/status/status.h"
#include "report/profile/id_table.h"
#include "report/profile/input_bytes.h"
#include "report/profile/pprof_sections.h"
#include "report/profile/sample_sink.h"
#include "report/profile/snapshot_info.h"

namespace leaktrace::report {

// `info` must be complete. `locations` gives the positions of the locations
// that samples refer to.
absl::Status ReadPprofSamples(const InputBytes& input, const IdTable& locations,
                              PprofSections& sections, const SnapshotInfo& info,
                              SampleSink& sink);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_PROFILE_PPROF_SAMPLES_H_
