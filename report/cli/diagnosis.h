// What `leaktrace doctor` found: one line of fact and one of remedy each.
#ifndef LEAKTRACE_REPORT_CLI_DIAGNOSIS_H_
#define LEAKTRACE_REPORT_CLI_DIAGNOSIS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "report/cli/program_facts.h"

namespace leaktrace::report {

enum class Severity : uint8_t {
  kFine,
  kWarning,  // part of the memory, or part of the time, is not seen
  kProblem,  // nothing would be seen
};

struct Finding {
  Severity severity = Severity::kFine;
  std::string fact;
  std::string remedy;  // empty if all is well
};

using Diagnosis = std::vector<Finding>;

// From the executable alone.
Diagnosis DiagnoseProgram(const ProgramFacts& facts);

// `file` has an allocator of other names, with malloc behind `name`.
Finding PrefixedAllocator(const std::string& file, const std::string& name);

// What only the machine knows: the library, and where the files would go
// (`directory` empty: as the shim would choose).
Diagnosis DiagnoseInstallation(const std::string& directory);

// A process that runs already; DiagnoseProgram is for its executable. `folder`
// is its folder in /proc.
Diagnosis DiagnoseProcess(int64_t pid, const std::string& folder,
                          const std::string& directory);

bool HasProblem(const Diagnosis& diagnosis);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_CLI_DIAGNOSIS_H_
