// The locations of one profile as frames: names normalised, rules applied.
// Each location is worked out once, when first asked for, and so is the name of
// each function.
#ifndef LEAKTRACE_REPORT_ANALYSIS_FRAME_TABLE_H_
#define LEAKTRACE_REPORT_ANALYSIS_FRAME_TABLE_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "report/analysis/frame_rules.h"
#include "report/profile/profile.h"

namespace leaktrace::report {

struct Frame {
  std::string function;  // "libfoo.so+0x1234" when it has no name
  std::string module;    // base name; empty if not known
  std::string file;
  int64_t line = 0;
  int64_t start_line = 0;  // of the function, 0 if not known
  bool named = false;
  bool inlined = false;  // into the next frame outwards
  // The rule that decided; null: the program's own.
  const FrameRule* rule = nullptr;

  bool skipped() const {
    return rule != nullptr && rule->frame_class != FrameClass::kApplication;
  }
};

// Keeps references to both arguments, which must outlive it. The profile may
// grow; a location must have its lines when it is first asked for.
class FrameTable {
 public:
  FrameTable(const Profile& profile, const FrameRules& rules);
  FrameTable(const FrameTable&) = delete;
  FrameTable& operator=(const FrameTable&) = delete;

  // Innermost inlined function first; never empty.
  std::span<const Frame> At(uint32_t location);

  // The frames of a whole stack, from the allocation outwards.
  std::vector<const Frame*> Stack(const std::vector<uint32_t>& locations);

 private:
  // What all call sites of a function share. Nearly every function is of one
  // module, so the rule of the mapping seen last is enough.
  struct KnownFunction {
    std::string name;  // normalised; empty: not worked out yet
    bool is_rust = false;
    bool has_rule = false;
    int32_t mapping = kNoMapping;
    const FrameRule* rule = nullptr;  // if has_rule: in `mapping`
  };

  void Grow();
  std::vector<Frame> Build(const Location& location);
  std::string_view ModuleOf(int32_t mapping) const;
  Frame Unnamed(const Location& location) const;
  Frame Named(const Location& location, const Line& line);
  const KnownFunction& Known(uint32_t function, int32_t mapping);

  const Profile& profile_;
  const FrameRules& rules_;
  std::vector<std::string> modules_;  // base names, by mapping
  std::vector<std::vector<Frame>> frames_;
  std::vector<KnownFunction> functions_;
};

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_ANALYSIS_FRAME_TABLE_H_
