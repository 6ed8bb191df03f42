// Candidates in order; the first that can be read is taken.
#include "report/cli/shim_library.h"

#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "report/cli/version.h"

namespace leaktrace::report {
namespace {

namespace fs = std::filesystem;

constexpr char kLibraryName[] = "libleaktrace.so";

fs::path ExecutableDirectory() {
  std::error_code error;
  return fs::read_symlink("/proc/self/exe", error).parent_path();
}

std::vector<fs::path> Candidates() {
  const fs::path here = ExecutableDirectory();
  std::vector<fs::path> candidates = {
      here / kLibraryName, here / "../lib" / kLibraryName,
      here / "../../preload" / kLibraryName,  // build tree
  };
  // Multiarch: bin/ and lib/<triplet>/ under one prefix.
  const fs::path installed(kInstalledLibrary);
  candidates.push_back(here / "../lib" / installed.parent_path().filename() /
                       kLibraryName);
  candidates.push_back(installed);
  return candidates;
}

bool IsReadableFile(const fs::path& path) {
  std::error_code error;
  return fs::is_regular_file(path, error);
}

// The dynamic linker splits LD_PRELOAD at these and knows no quoting.
absl::StatusOr<std::string> UsableForPreload(const std::string& path) {
  if (path.find_first_of(" :") == std::string::npos) return path;
  return absl::InvalidArgumentError(
      path +
      ": a path with a blank or a colon cannot be preloaded; copy the library "
      "elsewhere and set LEAKTRACE_LIBRARY");
}

}  // namespace

absl::StatusOr<std::string> FindShimLibrary() {
  const char* chosen = std::getenv("LEAKTRACE_LIBRARY");
  if (chosen != nullptr && *chosen != '\0') {
    if (!IsReadableFile(chosen)) {
      return absl::NotFoundError(
          std::string(chosen) +
          ": no such library; set LEAKTRACE_LIBRARY to libleaktrace.so");
    }
    return UsableForPreload(fs::absolute(chosen).string());
  }
  for (const fs::path& candidate : Candidates()) {
    if (IsReadableFile(candidate)) {
      return UsableForPreload(fs::canonical(candidate).string());
    }
  }
  return absl::NotFoundError(
      std::string(kLibraryName) +
      ": not found beside this program or in its installed place; set "
      "LEAKTRACE_LIBRARY to its path");
}

std::string PreloadList(const std::string& library,
                        const std::string& existing) {
  return existing.empty() ? library : library + ":" + existing;
}

}  // namespace leaktrace::report
