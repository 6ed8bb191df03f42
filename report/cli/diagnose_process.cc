// What /proc says of a running process.
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "report/cli/control_client.h"
#include "report/cli/diagnosis.h"
#include "report/cli/process_series.h"
#include "report/cli/shim_library.h"

namespace leaktrace::report {
namespace {

constexpr int kTimeoutSeconds = 5;
constexpr char kLibraryName[] = "libleaktrace.so";

std::string ReadAll(const std::string& folder, const char* name) {
  std::ifstream file(folder + "/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

bool Contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// Of the environment that the process was started with.
bool NamesLibrary(const std::string& environment) {
  std::istringstream entries(environment);
  for (std::string entry; std::getline(entries, entry, '\0');) {
    if (entry.starts_with("LD_PRELOAD=")) return Contains(entry, kLibraryName);
  }
  return false;
}

// The unit in a path such as "0::/system.slice/redis.service/worker", or "".
std::string SystemdUnit(const std::string& cgroup) {
  constexpr std::string_view kSuffix = ".service";
  const size_t end = cgroup.find(kSuffix);
  if (end == std::string::npos) return "";
  const size_t begin = cgroup.rfind('/', end) + 1;
  return cgroup.substr(begin, end - begin) + std::string(kSuffix);
}

Finding NotLoaded(const std::string& folder) {
  if (NamesLibrary(ReadAll(folder, "environ"))) {
    return {Severity::kProblem,
            "LD_PRELOAD names the library, but it is not loaded",
            "see what the loader said on stderr: no such file in its mount "
            "namespace, another architecture, or a setuid program"};
  }
  const std::string unit = SystemdUnit(ReadAll(folder, "cgroup"));
  if (!unit.empty()) {
    return {Severity::kProblem,
            "the library is not loaded; systemd started the process as " +
                unit + " without the variable",
            "systemctl edit " + unit +
                ", add [Service] Environment=LD_PRELOAD=" +
                FindShimLibrary().value_or(kLibraryName) +
                " LEAKTRACE_DIR=DIRECTORY, then systemctl restart " + unit};
  }
  return {Severity::kProblem, "the library is not loaded",
          "start it again with leaktrace run -- COMMAND; a process that runs "
          "cannot be entered"};
}

// Files whose code is mapped, but for the program itself and our library.
std::set<std::string> LoadedLibraries(const std::string& folder,
                                      const std::string& maps) {
  std::error_code error;
  const std::string program =
      std::filesystem::read_symlink(folder + "/exe", error).string();
  std::set<std::string> libraries;
  std::istringstream lines(maps);
  for (std::string line; std::getline(lines, line);) {
    const size_t path = line.find('/');
    if (path == std::string::npos || !Contains(line.substr(0, path), "x")) {
      continue;
    }
    const std::string library = line.substr(path);
    if (library != program && !Contains(library, kLibraryName)) {
      libraries.insert(library);
    }
  }
  return libraries;
}

// As extension modules bring them along. One that is malloc as well, under
// whatever other names, is seen.
Diagnosis PrefixedAllocators(const std::string& folder,
                             const std::string& maps) {
  const std::string root = folder + "/root";
  Diagnosis diagnosis;
  for (const std::string& library : LoadedLibraries(folder, maps)) {
    const absl::StatusOr<ProgramFacts> facts = ReadProgramFacts(root + library);
    if (!facts.ok() || facts->defines_malloc) continue;
    for (const std::string& name : facts->prefixed_allocators) {
      diagnosis.push_back(PrefixedAllocator(library, name));
    }
  }
  return diagnosis;
}

Finding Answering(int64_t pid, const std::string& directory) {
  const absl::StatusOr<std::string> series =
      FindSeriesOfProcess(pid, directory);
  if (!series.ok()) {
    return {Severity::kWarning, "no series of it was found",
            std::string(series.status().message()) +
                "; LEAKTRACE_DIR must be a directory that its user can write "
                "to, see what it said on stderr"};
  }
  const absl::StatusOr<std::string> reply =
      AskProcess(*series, "status", kTimeoutSeconds);
  if (!reply.ok()) {
    return {Severity::kWarning, "it does not answer",
            std::string(reply.status().message()) +
                "; if it changed its user, " + *series +
                " must be writable for that one"};
  }
  if (Contains(*reply, "provider.shadowing=")) {
    return {Severity::kProblem, "another malloc comes before ours",
            "preload libleaktrace.so first, or link the allocator as a shared "
            "library"};
  }
  if (Contains(*reply, "loss.snapshot_failed=") &&
      !Contains(*reply, "loss.snapshot_failed=0\n")) {
    return {Severity::kWarning, "it could not write all of its snapshots",
            "make " + *series +
                " writable for its user, or free space there; "
                "see what it said on stderr"};
  }
  if (Contains(*reply, "paused=1")) {
    return {Severity::kWarning, "it is paused",
            "leaktrace resume " + std::to_string(pid)};
  }
  return {Severity::kFine, "answers; snapshots go to " + *series, ""};
}

}  // namespace

Diagnosis DiagnoseProcess(int64_t pid, const std::string& folder,
                          const std::string& directory) {
  const std::string maps = ReadAll(folder, "maps");
  if (maps.empty()) {
    return {{Severity::kProblem,
             "process " + std::to_string(pid) + " cannot be looked into",
             "give the number of a running process of yours, or be root"}};
  }
  Diagnosis diagnosis;
  if (!Contains(maps, kLibraryName)) {
    diagnosis.push_back(NotLoaded(folder));
  } else {
    diagnosis.push_back({Severity::kFine, "the library is loaded", ""});
    diagnosis.push_back(Answering(pid, directory));
  }
  const Diagnosis libraries = PrefixedAllocators(folder, maps);
  diagnosis.insert(diagnosis.end(), libraries.begin(), libraries.end());
  if (Contains(ReadAll(folder, "status"), "Seccomp:\t2")) {
    diagnosis.push_back({Severity::kWarning, "runs under a seccomp filter",
                         "allow the calls that preload/SYSCALLS.md lists"});
  }
  return diagnosis;
}

}  // namespace leaktrace::report
