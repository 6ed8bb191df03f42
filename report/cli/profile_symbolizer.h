// Puts names into profiles that have none: raw snapshots of leaktrace and of
// other C++ profilers. What is named already is left alone.
#ifndef LEAKTRACE_REPORT_CLI_PROFILE_SYMBOLIZER_H_
#define LEAKTRACE_REPORT_CLI_PROFILE_SYMBOLIZER_H_

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "report/profile/profile.h"
#include "symbolizer/jit_map.h"
#include "symbolizer/symbolizer.h"

namespace leaktrace::report {

class ProfileSymbolizer {
 public:
  explicit ProfileSymbolizer(const symbolizer::SymbolizerOptions& options);
  // Takes names from `symbolizer`, which others may use, too, one at a time.
  ProfileSymbolizer(const symbolizer::SymbolizerOptions& options,
                    std::shared_ptr<symbolizer::Symbolizer> symbolizer);

  // Fills the lines of locations that have none and whose module is known.
  void Symbolize(Profile* profile);

  // One per module that could not be used although it was asked for.
  std::vector<std::string> Warnings();

 private:
  const symbolizer::JitMap& JitMapOf(const SnapshotInfo& info);

  std::vector<std::string> jit_map_dirs_;
  std::shared_ptr<symbolizer::Symbolizer> symbolizer_;
  std::set<symbolizer::ModuleKey> modules_;
  std::map<int64_t, symbolizer::JitMap> jit_maps_;  // by pid
  std::vector<std::string> jit_warnings_;
};

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_CLI_PROFILE_SYMBOLIZER_H_
