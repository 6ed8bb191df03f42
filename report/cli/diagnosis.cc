#include "report/cli/diagnosis.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "absl/status/statusor.h"
#include "preload/snapshot_format.h"
#include "report/cli/shim_library.h"

namespace leaktrace::report {
namespace {

constexpr char kOtherAllocator[] =
    "link it as a shared library, or build the program with libc's malloc for "
    "this run";

Finding Loader(const ProgramFacts& facts) {
  if (!facts.is_x86_64) {
    return {Severity::kProblem, "not an x86-64 program",
            "build libleaktrace.so for its architecture"};
  }
  if (facts.is_go) {
    return {
        facts.interpreter.empty() ? Severity::kProblem : Severity::kWarning,
        "a Go program: its heap is not malloc's",
        "use Go's own heap profile; leaktrace sees only what cgo allocates"};
  }
  if (facts.interpreter.empty()) {
    return {Severity::kProblem, "a static program: nothing can be preloaded",
            "link it dynamically (without -static)"};
  }
  if (facts.interpreter.find("ld-musl") != std::string::npos) {
    return {Severity::kProblem, "linked with musl, the library with glibc",
            "run the program on a glibc system"};
  }
  return {Severity::kFine, "loads shared libraries by " + facts.interpreter,
          ""};
}

Finding Library() {
  const absl::StatusOr<std::string> library = FindShimLibrary();
  if (!library.ok()) {
    return {Severity::kProblem, "no library",
            std::string(library.status().message())};
  }
  const absl::StatusOr<ProgramFacts> facts = ReadProgramFacts(*library);
  if (!facts.ok() || !facts->is_x86_64) {
    return {Severity::kProblem, *library + " is no x86-64 library",
            "build libleaktrace.so for this machine and name it in "
            "LEAKTRACE_LIBRARY"};
  }
  return {Severity::kFine, "library " + *library, ""};
}

bool IsWritable(const std::filesystem::path& directory) {
  std::filesystem::path path = std::filesystem::absolute(directory);
  std::error_code error;
  while (!std::filesystem::exists(path, error) && path.has_relative_path()) {
    path = path.parent_path();
  }
  return std::filesystem::is_directory(path, error) &&
         access(path.c_str(), W_OK | X_OK) == 0;
}

}  // namespace

Diagnosis DiagnoseProgram(const ProgramFacts& facts) {
  Diagnosis diagnosis;
  if (!facts.script.empty()) {
    diagnosis.push_back({Severity::kFine,
                         facts.script + " is a script, run by " + facts.path,
                         ""});
  }
  diagnosis.push_back(Loader(facts));
  if (facts.is_setuid) {
    diagnosis.push_back(
        {Severity::kProblem,
         "setuid, setgid or with file capabilities: the loader drops "
         "LD_PRELOAD",
         "run a copy without these rights, as the user it would become"});
  }
  if (!facts.sanitizer.empty()) {
    diagnosis.push_back(
        {Severity::kProblem,
         "built with " + facts.sanitizer + ", which owns malloc",
         "build it without for this run"});
  }
  if (facts.defines_malloc) {
    diagnosis.push_back({Severity::kProblem,
                         "has a malloc of its own linked in, which comes "
                         "before a preloaded one",
                         kOtherAllocator});
  }
  for (const std::string& name : facts.prefixed_allocators) {
    diagnosis.push_back(PrefixedAllocator(facts.path, name));
  }
  return diagnosis;
}

Finding PrefixedAllocator(const std::string& file, const std::string& name) {
  return {Severity::kWarning,
          file + " contains the allocator behind " + name +
              ": what it allocates is not seen",
          kOtherAllocator};
}

Diagnosis DiagnoseInstallation(const std::string& directory) {
  Diagnosis diagnosis = {Library()};
  const char* variable = std::getenv("LEAKTRACE_DIR");
  std::string base = directory;
  if (base.empty()) {
    base = variable != nullptr ? variable : format::kDefaultDirectory;
  }
  if (IsWritable(base)) {
    diagnosis.push_back({Severity::kFine, "can write to " + base, ""});
  } else {
    diagnosis.push_back({Severity::kProblem, "cannot write to " + base,
                         "set LEAKTRACE_DIR to a directory that the program's "
                         "user can write to"});
  }
  return diagnosis;
}

bool HasProblem(const Diagnosis& diagnosis) {
  return std::any_of(diagnosis.begin(), diagnosis.end(),
                     [](const Finding& finding) {
                       return finding.severity == Severity::kProblem;
                     });
}

}  // namespace leaktrace::report
