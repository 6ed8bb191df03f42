// Which frames of a stack are plumbing (allocators, the language run-time,
// libraries) and which are the program. Rules are lines of text, shipped ones
// in owner_rules.txt, whose header is the manual of the syntax, and
// owner_rules_of_programs.txt. The first rule that matches a frame decides.
#ifndef LEAKTRACE_REPORT_ANALYSIS_FRAME_RULES_H_
#define LEAKTRACE_REPORT_ANALYSIS_FRAME_RULES_H_

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace leaktrace::report {

enum class FrameClass { kAllocator, kRuntime, kLibrary, kApplication };

enum class RuleKind { kFunction, kModule, kFile, kNamespace, kCrate };

struct FrameRule {
  FrameClass frame_class = FrameClass::kApplication;
  RuleKind kind = RuleKind::kFunction;
  std::string pattern;
  std::string module;  // pattern; empty: any
  std::string origin;  // "owner_rules.txt:12", for explanations
};

// What a rule looks at. `function` is normalised, `module` a base name; both
// are empty when not known.
struct FrameIdentity {
  std::string_view function;
  std::string_view module;
  std::string_view file;
  bool rust = false;
};

// Not changed after it is put together; const members may run in parallel.
class FrameRules {
 public:
  // INVALID_ARGUMENT names `source` and the line.
  static absl::StatusOr<FrameRules> Parse(std::string_view text,
                                          std::string_view source);
  // The rules built into this program.
  static FrameRules Shipped();

  // Adds `other` behind the rules here: the ones here win.
  void Append(const FrameRules& other);

  // Null if no rule matches: then the frame is the program's own.
  const FrameRule* Match(const FrameIdentity& frame) const;

  const std::vector<FrameRule>& rules() const { return rules_; }

  // Whether frames are shown by their whole names; rules go by the short
  // ones all the same.
  bool full_names() const { return full_names_; }
  void set_full_names(bool full) { full_names_ = full; }

 private:
  void Add(FrameRule rule);

  std::vector<FrameRule> rules_;
  // Function rules by the first letter of their pattern; index 0 holds those
  // that begin with a wildcard. Rules of other kinds are in other_.
  std::array<std::vector<uint32_t>, 256> functions_;
  std::vector<uint32_t> other_;
  bool full_names_ = false;
};

std::string_view FrameClassName(FrameClass frame_class);
std::string_view RuleKindName(RuleKind kind);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_ANALYSIS_FRAME_RULES_H_
