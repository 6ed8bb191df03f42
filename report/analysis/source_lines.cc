// One walk over the samples; a line that a stack passes twice counts once.
#include "report/analysis/source_lines.h"

#include <cstddef>
#include <set>
#include <tuple>
#include <utility>

#include "report/analysis/frame_table.h"

namespace leaktrace::report {
namespace {

using Key = std::tuple<std::string, std::string, std::string>;

class LineCollector {
 public:
  LineCollector(const Profile& profile, const FrameRules& rules,
                const NamePattern& pattern)
      : profile_(profile), frames_(profile, rules), pattern_(pattern) {}

  std::vector<ListedFunction> Collect() {
    for (const Sample& sample : profile_.samples) Add(sample);
    std::vector<ListedFunction> listed;
    for (auto& [key, function] : functions_) {
      listed.push_back(std::move(function));
    }
    return listed;
  }

 private:
  void Add(const Sample& sample) {
    const std::vector<const Frame*> stack = frames_.Stack(sample.locations);
    std::set<ListedFunction*> functions;
    std::set<LineTotals*> lines;
    for (size_t i = 0; i < stack.size(); ++i) {
      ListedFunction* const function = Find(*stack[i]);
      if (function == nullptr) continue;
      LineTotals& line = function->lines[stack[i]->line];
      if (i == 0) line.flat.Add(sample);
      if (i == 0) function->total.flat.Add(sample);
      if (lines.insert(&line).second) line.cumulative.Add(sample);
      if (functions.insert(function).second) {
        function->total.cumulative.Add(sample);
      }
    }
  }

  // Null for a frame that does not match.
  ListedFunction* Find(const Frame& frame) {
    const auto [known, is_new] = by_frame_.try_emplace(&frame, nullptr);
    if (!is_new || !pattern_.Matches(frame.function)) return known->second;
    ListedFunction& function =
        functions_[Key(frame.function, frame.module, frame.file)];
    function.function = frame.function;
    function.module = frame.module;
    function.file = frame.file;
    function.start_line = frame.start_line;
    return known->second = &function;
  }

  const Profile& profile_;
  FrameTable frames_;
  const NamePattern& pattern_;
  std::map<const Frame*, ListedFunction*> by_frame_;
  std::map<Key, ListedFunction> functions_;
};

}  // namespace

std::vector<ListedFunction> FindSourceLines(const Profile& profile,
                                            const FrameRules& rules,
                                            const NamePattern& pattern) {
  return LineCollector(profile, rules, pattern).Collect();
}

}  // namespace leaktrace::report
