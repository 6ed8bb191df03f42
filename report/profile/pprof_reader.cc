// See pprof_reader.h.
#include "report/profile/pprof_reader.h"

#include <utility>

#include "report/profile/pprof_samples.h"
#include "report/profile/pprof_sections.h"
#include "report/profile/pprof_symbols.h"
#include "report/profile/snapshot_comments.h"

namespace leaktrace::report {
namespace {

// The period is the sampling interval in every known heap profile; a producer
// that does not sample by bytes (or does not say) leaves it 0.
void SetInterval(int64_t period, SnapshotInfo& info) {
  info.exact = period == 1;
  if (period > 1) info.interval_bytes = period;
}

absl::Status ReadInfo(const InputBytes& input, const PprofSections& sections,
                      Profile& profile) {
  profile.info.time_ns = sections.time_ns.value_or(0);
  SetInterval(sections.period, profile.info);
  absl::StatusOr<std::vector<std::string>> others =
      ParseSnapshotComments(input, sections.comments, profile.info);
  if (!others.ok()) return others.status();
  profile.comments = *std::move(others);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Profile> ReadPprof(const InputBytes& input, SampleSink& sink) {
  absl::StatusOr<PprofSections> sections = SplitPprof(input);
  if (!sections.ok()) return sections.status();
  Profile profile;
  profile.source = input.name();
  absl::Status status = ReadInfo(input, *sections, profile);
  if (!status.ok()) return status;
  const absl::StatusOr<IdTable> locations =
      ReadPprofSymbols(input, *sections, profile);
  if (!locations.ok()) return locations.status();
  status = ReadPprofSamples(input, *locations, *sections, profile.info, sink);
  if (!status.ok()) return status;
  if (profile.info.executable.empty() && !profile.mappings.empty()) {
    profile.info.executable = profile.mappings.front().path;
  }
  return profile;
}

}  // namespace leaktrace::report
