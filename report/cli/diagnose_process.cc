// What /proc says of a running process.
#include <fstream>
#include <iterator>
#include <string>

#include "absl/status/statusor.h"
#include "report/cli/control_client.h"
#include "report/cli/diagnosis.h"
#include "report/cli/process_series.h"

namespace leaktrace::report {
namespace {

constexpr int kTimeoutSeconds = 5;
constexpr char kLibraryName[] = "libleaktrace.so";

std::string ReadAll(int64_t pid, const char* name) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/" + name,
                     std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

bool Contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

Finding NotLoaded(int64_t pid) {
  const std::string settings = ReadAll(pid, "environ");
  if (Contains(settings, kLibraryName)) {
    return {Severity::kProblem,
            "LD_PRELOAD names the library, but it is not loaded",
            "see what the loader said on stderr: no such file in its mount "
            "namespace, another architecture, or a setuid program"};
  }
  const std::string group = ReadAll(pid, "cgroup");
  if (Contains(group, ".service")) {
    return {Severity::kProblem,
            "the library is not loaded; a systemd unit started the process",
            "systemctl edit UNIT, [Service] "
            "Environment=LD_PRELOAD=/path/libleaktrace.so "
            "LEAKTRACE_DIR=/var/lib/..., then restart it"};
  }
  return {Severity::kProblem, "the library is not loaded",
          "start it again with leaktrace run -- COMMAND; a process that runs "
          "cannot be entered"};
}

Finding Answering(int64_t pid, const std::string& directory) {
  const absl::StatusOr<std::string> series =
      FindSeriesOfProcess(pid, directory);
  if (!series.ok()) {
    return {Severity::kWarning, "no series of it was found",
            std::string(series.status().message())};
  }
  const absl::StatusOr<std::string> reply =
      AskProcess(*series, "status", kTimeoutSeconds);
  if (!reply.ok()) {
    return {Severity::kWarning, "it does not answer",
            std::string(reply.status().message())};
  }
  if (Contains(*reply, "provider.shadowing=")) {
    return {Severity::kProblem, "another malloc comes before ours",
            "preload libleaktrace.so first, or link the allocator as a shared "
            "library"};
  }
  if (Contains(*reply, "paused=1")) {
    return {Severity::kWarning, "it is paused",
            "leaktrace resume " + std::to_string(pid)};
  }
  return {Severity::kFine, "answers; snapshots go to " + *series, ""};
}

}  // namespace

Diagnosis DiagnoseProcess(int64_t pid, const std::string& directory) {
  const std::string maps = ReadAll(pid, "maps");
  if (maps.empty()) {
    return {{Severity::kProblem,
             "process " + std::to_string(pid) + " cannot be looked into",
             "give the number of a running process of yours, or be root"}};
  }
  Diagnosis diagnosis;
  if (!Contains(maps, kLibraryName)) {
    diagnosis.push_back(NotLoaded(pid));
  } else {
    diagnosis.push_back({Severity::kFine, "the library is loaded", ""});
    diagnosis.push_back(Answering(pid, directory));
  }
  if (Contains(ReadAll(pid, "status"), "Seccomp:\t2")) {
    diagnosis.push_back({Severity::kWarning, "runs under a seccomp filter",
                         "allow the calls that preload/SYSCALLS.md lists"});
  }
  return diagnosis;
}

}  // namespace leaktrace::report
