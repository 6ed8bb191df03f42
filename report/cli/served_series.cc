// Names from the network are compared with those of the listing and are never
// put into a path; a link that leads out of the directory is not listed.
#include "report/cli/served_series.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "report/cli/page_builder.h"
#include "report/profile/profile_writer.h"
#include "report/render/page_json.h"

namespace leaktrace::report {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMaxPagesKept = 8;

bool HasLinks(const SnapshotDirectory& series) {
  std::error_code error;
  const auto is_link = [&](const std::string& path) {
    return fs::is_symlink(path, error);
  };
  return std::any_of(
      series.snapshots.begin(), series.snapshots.end(),
      [&](const SnapshotFile& file) { return is_link(file.path); });
}

std::string NameOf(const SnapshotDirectory& series) {
  const fs::path path(series.path);
  return (path.has_filename() ? path : path.parent_path()).filename().string();
}

std::string VersionOf(const SnapshotDirectory& series) {
  const SnapshotFile& newest = series.snapshots.back();
  return std::to_string(series.snapshots.size()) + "-" +
         std::to_string(newest.sequence) + "-" +
         std::to_string(newest.modified_ns);
}

double AgeOf(const SnapshotFile& file) {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::max(0.0, std::chrono::duration<double>(now).count() -
                           static_cast<double>(file.modified_ns) / 1e9);
}

}  // namespace

ServedSeries::ServedSeries(std::string directory, ProfileOptions options)
    : directory_(std::move(directory)), options_(std::move(options)) {}

std::vector<SnapshotDirectory> ServedSeries::Series() const {
  absl::StatusOr<SnapshotDirectory> own = ListSnapshots(directory_);
  if (own.ok()) return {*std::move(own)};
  absl::StatusOr<std::vector<SnapshotDirectory>> found = ListSeries(directory_);
  if (!found.ok()) return {};
  std::error_code error;
  std::erase_if(*found, [&](const SnapshotDirectory& series) {
    return fs::is_symlink(series.path, error) || HasLinks(series);
  });
  return *std::move(found);
}

std::vector<IndexRow> ServedSeries::List() const {
  std::vector<IndexRow> rows;
  for (const SnapshotDirectory& series : Series()) {
    rows.push_back({NameOf(series),
                    static_cast<int64_t>(series.snapshots.size()),
                    AgeOf(series.snapshots.back())});
  }
  return rows;
}

absl::StatusOr<SnapshotDirectory> ServedSeries::Find(
    const std::string& name) const {
  for (SnapshotDirectory& series : Series()) {
    if (name.empty() || NameOf(series) == name) return std::move(series);
  }
  return absl::NotFoundError("no such series");
}

absl::StatusOr<ServedSeries::Data> ServedSeries::PageData(
    const SnapshotDirectory& series) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const std::string version = VersionOf(series);
  const auto known = pages_.find(series.path);
  if (known != pages_.end() && known->second.version == version) {
    return known->second;
  }
  ReportRequest request;
  request.profile = options_;
  request.inputs = {series.path};
  const absl::StatusOr<PageView> view = BuildPage(request);
  if (!view.ok()) return view.status();
  if (pages_.size() >= kMaxPagesKept) pages_.clear();
  return pages_[series.path] = Data{version, RenderPageJson(*view)};
}

absl::StatusOr<std::string> ServedSeries::Heap(
    const SnapshotDirectory& series) const {
  const absl::StatusOr<Profile> profile =
      LoadNamedProfile(series.snapshots.back().path, options_);
  if (!profile.ok()) return profile.status();
  return SerializeProfile(*profile, ProfileEncoding::kGzip);
}

}  // namespace leaktrace::report
