// Series directories are named <exe>.<host>.<pid>.<start>; the two numbers are
// read from the right, since the names before them may hold dots.
#include "report/cli/process_series.h"

#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "preload/snapshot_format.h"

namespace leaktrace::report {
namespace {

namespace fs = std::filesystem;

struct SeriesName {
  int64_t pid = 0;
  int64_t start = 0;
};

std::optional<int64_t> ParseNumber(std::string_view text) {
  int64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || rest != end) return std::nullopt;
  return number;
}

std::optional<SeriesName> ParseSeriesName(std::string_view name) {
  const size_t last = name.rfind('.');
  if (last == std::string_view::npos || last == 0) return std::nullopt;
  const size_t before = name.rfind('.', last - 1);
  if (before == std::string_view::npos) return std::nullopt;
  const auto pid = ParseNumber(name.substr(before + 1, last - before - 1));
  const auto start = ParseNumber(name.substr(last + 1));
  if (!pid || !start) return std::nullopt;
  return SeriesName{*pid, *start};
}

std::string ReadAll(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// The pids of the process in all its namespaces: in a container it writes the
// innermost one into its directory name.
std::set<int64_t> PidsOf(int64_t pid, const fs::path& proc) {
  std::set<int64_t> pids = {pid};
  std::istringstream status(ReadAll(proc / "status"));
  for (std::string line; std::getline(status, line);) {
    if (!line.starts_with("NSpid:")) continue;
    std::istringstream numbers(line.substr(line.find(':') + 1));
    for (int64_t number = 0; numbers >> number;) pids.insert(number);
  }
  return pids;
}

std::string DirectoryVariableOf(const fs::path& proc) {
  const std::string prefix = "LEAKTRACE_DIR=";
  std::istringstream environment(ReadAll(proc / "environ"));
  for (std::string entry; std::getline(environment, entry, '\0');) {
    if (entry.starts_with(prefix)) return entry.substr(prefix.size());
  }
  return "";
}

std::vector<fs::path> Candidates(const fs::path& proc,
                                 const std::string& directory) {
  if (!directory.empty()) return {directory};
  std::vector<fs::path> candidates;
  const char* own = std::getenv("LEAKTRACE_DIR");
  if (own != nullptr && *own != '\0') candidates.emplace_back(own);
  candidates.emplace_back(format::kDefaultDirectory);
  const fs::path theirs = DirectoryVariableOf(proc);
  if (theirs.is_absolute()) {
    candidates.push_back(proc / "root" / theirs.relative_path());
  } else {
    candidates.push_back(proc / "cwd" /
                         (theirs.empty() ? format::kDefaultDirectory : theirs));
  }
  return candidates;
}

// The latest series of one of `pids` in `directory` that listens.
std::optional<fs::path> LatestSeries(const fs::path& directory,
                                     const std::set<int64_t>& pids) {
  std::optional<fs::path> latest;
  int64_t latest_start = -1;
  std::error_code error;
  for (fs::directory_iterator entry(directory, error), end;
       !error && entry != end; entry.increment(error)) {
    const auto name = ParseSeriesName(entry->path().filename().string());
    if (!name || !pids.contains(name->pid) || name->start <= latest_start) {
      continue;
    }
    std::error_code no_socket;
    if (!fs::exists(entry->path() / format::kControlSocketName, no_socket)) {
      continue;
    }
    latest = entry->path();
    latest_start = name->start;
  }
  return latest;
}

}  // namespace

absl::StatusOr<std::string> FindSeriesOfProcess(int64_t pid,
                                                const std::string& directory) {
  const fs::path proc = fs::path("/proc") / std::to_string(pid);
  std::error_code error;
  if (!fs::exists(proc, error)) {
    return absl::NotFoundError("pid " + std::to_string(pid) +
                               ": no such process; leaktrace report reads what "
                               "an ended process left");
  }
  const std::set<int64_t> pids = PidsOf(pid, proc);
  std::string searched;
  for (const fs::path& candidate : Candidates(proc, directory)) {
    if (const auto series = LatestSeries(candidate, pids)) {
      return series->string();
    }
    searched += (searched.empty() ? "" : ", ") + candidate.string();
  }
  return absl::NotFoundError(
      "pid " + std::to_string(pid) + ": no control socket of it under " +
      searched +
      "; start it with leaktrace run, or name its directory with --dir");
}

}  // namespace leaktrace::report
