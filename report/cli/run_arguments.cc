// Knows which options of `run` take a value; run_command.cc defines them.
#include "report/cli/run_arguments.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace leaktrace::report {
namespace {

bool TakesValue(std::string_view option) {
  static constexpr std::array kOptions = {"--interval", "--every",  "--dir",
                                          "--cycles",   "--load",   "--drain",
                                          "--patience", "--format", "--output"};
  return std::find(kOptions.begin(), kOptions.end(), option) != kOptions.end();
}

}  // namespace

std::vector<std::string> TakeApplication(std::vector<std::string>* arguments) {
  if (arguments->empty() || arguments->front() != "run") return {};
  size_t at = 1;
  while (at < arguments->size() && (*arguments)[at].starts_with("-") &&
         (*arguments)[at] != "--") {
    at += TakesValue((*arguments)[at]) ? 2 : 1;
  }
  if (at >= arguments->size()) return {};
  const size_t first = (*arguments)[at] == "--" ? at + 1 : at;
  const auto begin = arguments->begin();
  std::vector<std::string> application(begin + static_cast<ptrdiff_t>(first),
                                       arguments->end());
  arguments->resize(at);
  return application;
}

}  // namespace leaktrace::report
