// Rules files are small; one is read whole.
#include "report/cli/rules_option.h"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace leaktrace::report {
namespace {

std::string ChosenFile(const std::string& path) {
  if (!path.empty()) return path;
  const char* variable = std::getenv("LEAKTRACE_RULES");
  return variable == nullptr ? "" : variable;
}

}  // namespace

absl::StatusOr<FrameRules> LoadRules(const std::string& path) {
  const std::string chosen = ChosenFile(path);
  if (chosen.empty()) return FrameRules::Shipped();
  std::ifstream file(chosen, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file) {
    return absl::NotFoundError(
        chosen + ": cannot be read; --rules and LEAKTRACE_RULES take a file");
  }
  absl::StatusOr<FrameRules> rules = FrameRules::Parse(text, chosen);
  if (rules.ok()) rules->Append(FrameRules::Shipped());
  return rules;
}

absl::StatusOr<FrameRules> LoadRules(const ProfileOptions& options) {
  absl::StatusOr<FrameRules> rules = LoadRules(options.rules);
  if (rules.ok()) rules->set_full_names(options.full_names);
  return rules;
}

}  // namespace leaktrace::report
