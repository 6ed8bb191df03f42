// See snapshot_directory.h.
#include "report/profile/snapshot_directory.h"

#include <dirent.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <optional>
#include <string_view>
#include <tuple>
#include <utility>

#include "absl/strings/str_format.h"
#include "preload/snapshot_format.h"
#include "report/profile/file_bytes.h"
#include "report/profile/text_scanner.h"

namespace leaktrace::report {
namespace {

constexpr int64_t kNsPerSecond = 1'000'000'000;

constexpr std::string_view kHowToRecord =
    "record some with `leaktrace run PROGRAM`, or start the program with "
    "LD_PRELOAD=libleaktrace.so";

struct CloseDirectory {
  void operator()(DIR* directory) const { closedir(directory); }
};

absl::StatusOr<std::vector<std::string>> ListNames(const std::string& path) {
  const std::unique_ptr<DIR, CloseDirectory> directory(opendir(path.c_str()));
  if (directory == nullptr && errno == ENOENT) {
    return absl::NotFoundError(absl::StrFormat(
        "%s: no such directory; give the directory with the snapshots, or %s",
        path, kHowToRecord));
  }
  if (directory == nullptr) return FileError(path, "list", errno);
  std::vector<std::string> names;
  errno = 0;
  while (const dirent* const entry = readdir(directory.get())) {
    names.emplace_back(entry->d_name);
  }
  if (errno != 0) return FileError(path, "list", errno);
  std::sort(names.begin(), names.end());
  return names;
}

// Of "<digits>.pb" only: temporary files and strangers have none.
std::optional<int64_t> SequenceOf(std::string_view name) {
  if (!name.ends_with(format::kSnapshotSuffix)) return std::nullopt;
  name.remove_suffix(std::string_view(format::kSnapshotSuffix).size());
  TextScanner digits(name);
  const std::optional<int64_t> sequence = digits.Number();
  if (!digits.AtEnd() || sequence.value_or(-1) < 0) return std::nullopt;
  return sequence;
}

std::string Join(const std::string& directory, const std::string& name) {
  return directory.ends_with('/') ? directory + name : directory + "/" + name;
}

// Nothing for a name that is not a snapshot, or is gone by now (retention
// removes files while a process runs).
std::optional<SnapshotFile> FileOf(const std::string& directory,
                                   const std::string& name) {
  const std::optional<int64_t> sequence = SequenceOf(name);
  if (!sequence.has_value()) return std::nullopt;
  SnapshotFile file{*sequence, Join(directory, name), 0};
  struct stat status = {};
  if (stat(file.path.c_str(), &status) != 0 || S_ISDIR(status.st_mode)) {
    return std::nullopt;
  }
  file.modified_ns =
      status.st_mtim.tv_sec * kNsPerSecond + status.st_mtim.tv_nsec;
  return file;
}

SnapshotDirectory Collect(const std::string& path,
                          const std::vector<std::string>& names) {
  SnapshotDirectory series{path, {}};
  for (const std::string& name : names) {
    std::optional<SnapshotFile> file = FileOf(path, name);
    if (file.has_value()) series.snapshots.push_back(*std::move(file));
  }
  std::sort(series.snapshots.begin(), series.snapshots.end(),
            [](const SnapshotFile& a, const SnapshotFile& b) {
              return std::tie(a.sequence, a.path) <
                     std::tie(b.sequence, b.path);
            });
  return series;
}

int64_t Newest(const SnapshotDirectory& series) {
  int64_t newest_ns = 0;
  for (const SnapshotFile& file : series.snapshots) {
    newest_ns = std::max(newest_ns, file.modified_ns);
  }
  return newest_ns;
}

bool IsDirectory(const std::string& path) {
  struct stat status = {};
  return stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

// An unreadable series is an error only when there is no readable one.
struct Found {
  std::vector<SnapshotDirectory> series;
  absl::Status problem;
};

Found CollectAll(const std::string& base,
                 const std::vector<std::string>& names) {
  Found found;
  for (const std::string& name : names) {
    const std::string path = Join(base, name);
    if (name == "." || name == ".." || !IsDirectory(path)) continue;
    const absl::StatusOr<std::vector<std::string>> files = ListNames(path);
    found.problem.Update(files.status());
    if (!files.ok()) continue;
    SnapshotDirectory series = Collect(path, *files);
    if (!series.snapshots.empty()) found.series.push_back(std::move(series));
  }
  return found;
}

absl::Status NoSnapshots(const std::string& path) {
  return absl::NotFoundError(absl::StrFormat(
      "%s: no snapshots (NNNNNN.pb) in it; %s, and wait for the first one",
      path, kHowToRecord));
}

}  // namespace

absl::StatusOr<SnapshotDirectory> ListSnapshots(const std::string& path) {
  const absl::StatusOr<std::vector<std::string>> names = ListNames(path);
  if (!names.ok()) return names.status();
  SnapshotDirectory series = Collect(path, *names);
  if (series.snapshots.empty()) return NoSnapshots(path);
  return series;
}

absl::StatusOr<std::vector<SnapshotDirectory>> ListSeries(
    const std::string& path) {
  const absl::StatusOr<std::vector<std::string>> names = ListNames(path);
  if (!names.ok()) return names.status();
  Found found = CollectAll(path, *names);
  if (found.series.empty() && !found.problem.ok()) return found.problem;
  if (found.series.empty()) return NoSnapshots(path);
  std::sort(found.series.begin(), found.series.end(),
            [](const SnapshotDirectory& a, const SnapshotDirectory& b) {
              return std::make_tuple(-Newest(a), std::string_view(a.path)) <
                     std::make_tuple(-Newest(b), std::string_view(b.path));
            });
  return std::move(found.series);
}

absl::StatusOr<SnapshotDirectory> FindSeries(const std::string& path) {
  absl::StatusOr<SnapshotDirectory> itself = ListSnapshots(path);
  if (itself.ok() || !absl::IsNotFound(itself.status())) return itself;
  absl::StatusOr<std::vector<SnapshotDirectory>> series = ListSeries(path);
  if (!series.ok()) return series.status();
  return std::move(series->front());
}

}  // namespace leaktrace::report
