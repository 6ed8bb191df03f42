// What an executable file says about its own memory: whether libleaktrace.so
// can be loaded into it, and whether it would see the allocations there.
//
// The file is hostile: it is read through libelf, which checks bounds.
#ifndef LEAKTRACE_REPORT_CLI_PROGRAM_FACTS_H_
#define LEAKTRACE_REPORT_CLI_PROGRAM_FACTS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace leaktrace::report {

struct ProgramFacts {
  std::string path;             // of the ELF file, behind any #! line
  std::string script;           // the script that names it, or empty
  bool is_x86_64 = false;       // 64-bit
  std::string interpreter;      // dynamic loader; empty: a static program
  bool is_setuid = false;       // setuid, setgid or file capabilities
  bool is_go = false;           // built by the Go tool chain
  bool defines_malloc = false;  // its own comes before any preloaded one
  std::string sanitizer;        // of the run-time it needs, or empty
  // Allocators found by their prefixed entry points, such as "je_malloc".
  std::vector<std::string> prefixed_allocators;
};

// The program that execvp would run for `command`.
absl::StatusOr<std::string> FindProgram(const std::string& command);

// NOT_FOUND, or INVALID_ARGUMENT if it is neither ELF nor a script.
absl::StatusOr<ProgramFacts> ReadProgramFacts(const std::string& path);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_CLI_PROGRAM_FACTS_H_
