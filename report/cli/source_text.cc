// Paths come from debug information: only regular files are read, and not more
// than people write by hand.
#include "report/cli/source_text.h"

#include <filesystem>
#include <sstream>
#include <system_error>
#include <utility>

#include "report/cli/small_file.h"

namespace leaktrace::report {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> SplitLines(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    if (line.ends_with('\r')) line.pop_back();
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace

SourceReader::SourceReader(std::string sysroot,
                           std::vector<std::string> directories)
    : sysroot_(std::move(sysroot)), directories_(std::move(directories)) {}

std::vector<std::string> SourceReader::Candidates(
    const std::string& file) const {
  std::vector<std::string> candidates;
  for (const std::string& directory : directories_) {
    fs::path rest = fs::path(file).lexically_normal().relative_path();
    while (!rest.empty()) {
      candidates.push_back((fs::path(directory) / rest).string());
      fs::path shorter;
      for (auto part = std::next(rest.begin()); part != rest.end(); ++part) {
        shorter /= *part;
      }
      rest = std::move(shorter);
    }
  }
  candidates.push_back(sysroot_ + file);
  return candidates;
}

const SourceText& SourceReader::Read(const std::string& file) {
  const auto [entry, is_new] = texts_.try_emplace(file);
  SourceText& text = entry->second;
  if (!is_new || file.empty()) return text;
  for (const std::string& path : Candidates(file)) {
    std::error_code error;
    if (!fs::is_regular_file(path, error)) continue;
    const absl::StatusOr<std::string> bytes =
        ReadSmallFile(path, "--source-dir");
    if (!bytes.ok()) continue;
    text.lines = SplitLines(*bytes);
    return text;
  }
  text.problem = "the source is not here; --source-dir says where it is";
  return text;
}

}  // namespace leaktrace::report
