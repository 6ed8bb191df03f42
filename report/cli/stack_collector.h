// Puts the stacks of one or more profiles of a process side by side: the same
// stack is one row, with its values at each moment.
#ifndef LEAKTRACE_REPORT_CLI_STACK_COLLECTOR_H_
#define LEAKTRACE_REPORT_CLI_STACK_COLLECTOR_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "report/analysis/frame_rules.h"
#include "report/analysis/frame_table.h"
#include "report/analysis/owner_index.h"
#include "report/profile/profile.h"
#include "report/render/stack_view.h"

namespace leaktrace::report {

class StackCollector {
 public:
  // Keeps a reference to `rules`.
  StackCollector(const FrameRules& rules, GroupBy by, size_t moments);

  // `profile` is what the process held at `moment`, counted from 0.
  void Add(const Profile& profile, size_t moment);

  // The object is used up.
  StackView Take();

 private:
  using FrameIds = std::vector<uint32_t>;
  // With owner, thread and type.
  using Key = std::tuple<FrameIds, uint32_t, std::string, std::string>;

  uint32_t FrameId(StackFrame frame);
  // Of the sample at hand: samples of one stack follow each other in a
  // snapshot, one per birth interval.
  struct Stack {
    FrameIds frames;
    OwnerIndex::Entry owner;
    std::string thread;
    std::string type;
  };
  Stack StackOf(const Sample& sample, FrameTable* table);
  StackRow& RowOf(const Stack& stack);

  const FrameRules& rules_;
  OwnerIndex owners_;
  StackView view_;
  std::map<StackFrame, uint32_t> frame_ids_;
  std::map<Key, size_t> rows_;
};

// One profile alone.
StackView CollectStacks(const Profile& profile, const FrameRules& rules);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_CLI_STACK_COLLECTOR_H_
