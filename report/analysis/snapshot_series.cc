// See snapshot_series.h.
#include "report/analysis/snapshot_series.h"

#include "absl/strings/str_format.h"
#include "report/analysis/series_builder.h"
#include "report/profile/digest_prefetch.h"

namespace leaktrace::report {
namespace {

enum class VanishedFile { kIsAnError, kIsLeftOut };

absl::Status AddAll(const std::vector<std::string>& paths,
                    VanishedFile vanished, const SeriesProgress& progress,
                    SeriesBuilder& builder) {
  DigestPrefetch files(paths);
  for (size_t i = 0; i < paths.size(); ++i) {
    if (progress) progress(i, paths.size());
    absl::StatusOr<ProfileDigest> profile = files.Next();
    if (vanished == VanishedFile::kIsLeftOut &&
        absl::IsNotFound(profile.status())) {
      builder.Skip();
      continue;
    }
    absl::Status status =
        profile.ok() ? builder.Add(*profile) : profile.status();
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<SnapshotSeries> LoadSeries(const std::vector<std::string>& paths,
                                          const PrepareProfile& prepare,
                                          const OwnerOf& owner_of,
                                          const SeriesProgress& progress) {
  SeriesBuilder builder(prepare, owner_of, paths.size(), SeriesOrder::kAny);
  absl::Status status =
      AddAll(paths, VanishedFile::kIsAnError, progress, builder);
  if (!status.ok()) return status;
  return builder.Build();
}

absl::StatusOr<SnapshotSeries> LoadSeries(const SnapshotDirectory& directory,
                                          const PrepareProfile& prepare,
                                          const OwnerOf& owner_of,
                                          const SeriesProgress& progress) {
  std::vector<std::string> paths;
  for (const SnapshotFile& file : directory.snapshots) {
    paths.push_back(file.path);
  }
  SeriesBuilder builder(prepare, owner_of, paths.size(),
                        SeriesOrder::kBySequence);
  absl::Status status =
      AddAll(paths, VanishedFile::kIsLeftOut, progress, builder);
  if (!status.ok()) return status;
  if (!builder.empty()) return builder.Build();
  return absl::NotFoundError(absl::StrFormat(
      "%s: all its snapshots have been removed; run the program again",
      directory.path));
}

}  // namespace leaktrace::report
