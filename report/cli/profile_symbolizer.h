// Puts names into profiles that have none: raw snapshots of leaktrace and of
// other C++ profilers. What is named already is left alone.
#ifndef LEAKTRACE_REPORT_CLI_PROFILE_SYMBOLIZER_H_
#define LEAKTRACE_REPORT_CLI_PROFILE_SYMBOLIZER_H_

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "report/profile/profile.h"
#include "symbolizer/symbolizer.h"

namespace leaktrace::report {

// Remembers addresses, so that a series costs little more than one profile.
class ProfileSymbolizer {
 public:
  explicit ProfileSymbolizer(symbolizer::SymbolizerOptions options);

  // Fills the lines of locations that have none and whose module is known.
  void Symbolize(Profile* profile);

  // One per module that could not be used although it was asked for.
  std::vector<std::string> Warnings();

 private:
  using Frames = std::vector<symbolizer::SourceFrame>;

  const Frames& FramesAt(const symbolizer::ModuleKey& module,
                         uint64_t file_offset);

  symbolizer::Symbolizer symbolizer_;
  std::map<symbolizer::ModuleKey, std::map<uint64_t, Frames>> known_;
};

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_CLI_PROFILE_SYMBOLIZER_H_
