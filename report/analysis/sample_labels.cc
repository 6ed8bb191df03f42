// See sample_labels.h. Profilers use several names; the most telling first.
#include "report/analysis/sample_labels.h"

#include <initializer_list>
#include <string_view>

namespace leaktrace::report {
namespace {

std::string ValueOf(const Sample& sample,
                    std::initializer_list<std::string_view> keys) {
  for (const std::string_view key : keys) {
    for (const Label& label : sample.labels) {
      if (label.key != key) continue;
      return label.text.empty() ? std::to_string(label.number) : label.text;
    }
  }
  return "";
}

}  // namespace

std::string ThreadOf(const Sample& sample) {
  return ValueOf(sample, {"thread", "thread_name", "thread_id", "tid"});
}

std::string ScopeOf(const Sample& sample) { return ValueOf(sample, {"label"}); }

std::string PoolOf(const Sample& sample) { return ValueOf(sample, {"pool"}); }

std::string LabelledType(const Sample& sample) {
  return ValueOf(sample, {"type"});
}

}  // namespace leaktrace::report
