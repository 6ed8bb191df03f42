// See snapshot_series.h.
#include "report/analysis/snapshot_series.h"

#include "absl/strings/str_format.h"
#include "report/analysis/series_builder.h"
#include "report/profile/profile_reader.h"

namespace leaktrace::report {
namespace {

absl::Status AddFile(const std::string& path, const PrepareProfile& prepare,
                     SeriesBuilder& builder) {
  absl::StatusOr<Profile> profile = ReadProfile(path);
  if (!profile.ok()) return profile.status();
  absl::Status status = prepare ? prepare(*profile) : absl::OkStatus();
  if (status.ok()) status = builder.Add(*profile);
  return status;
}

}  // namespace

absl::StatusOr<SnapshotSeries> LoadSeries(const std::vector<std::string>& paths,
                                          const PrepareProfile& prepare,
                                          const OwnerOf& owner_of) {
  SeriesBuilder builder(owner_of);
  for (const std::string& path : paths) {
    absl::Status status = AddFile(path, prepare, builder);
    if (!status.ok()) return status;
  }
  return builder.Build();
}

absl::StatusOr<SnapshotSeries> LoadSeries(const SnapshotDirectory& directory,
                                          const PrepareProfile& prepare,
                                          const OwnerOf& owner_of) {
  SeriesBuilder builder(owner_of);
  for (const SnapshotFile& file : directory.snapshots) {
    absl::Status status = AddFile(file.path, prepare, builder);
    if (!status.ok() && !absl::IsNotFound(status)) return status;
  }
  if (!builder.empty()) return builder.Build();
  return absl::NotFoundError(absl::StrFormat(
      "%s: all its snapshots have been removed; run the program again",
      directory.path));
}

}  // namespace leaktrace::report
