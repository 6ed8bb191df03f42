// See stack_collector.h.
#include "report/cli/stack_collector.h"

#include <string>
#include <utility>
#include <vector>

#include "report/analysis/frame_table.h"
#include "report/analysis/object_type.h"
#include "report/analysis/sample_labels.h"

namespace leaktrace::report {
namespace {

void AddValues(const Sample& sample, SampleValues* values) {
  (*values)[0] += sample.alloc_objects;
  (*values)[1] += sample.alloc_bytes;
  (*values)[2] += sample.live_objects;
  (*values)[3] += sample.live_bytes;
}

}  // namespace

StackCollector::StackCollector(const FrameRules& rules, GroupBy by,
                               size_t moments)
    : rules_(rules), owners_(rules, by) {
  view_.moments = moments;
}

void StackCollector::Add(const Profile& profile, size_t moment) {
  view_.source = profile.source;
  owners_.SetProfile(profile);
  FrameTable table(profile, rules_);
  const Sample* previous = nullptr;
  Stack stack;
  for (const Sample& sample : profile.samples) {
    if (previous == nullptr || previous->locations != sample.locations ||
        previous->labels != sample.labels) {
      stack = StackOf(sample, &table);
    }
    previous = &sample;
    AddValues(sample, &RowOf(stack).values[moment]);
  }
}

StackCollector::Stack StackCollector::StackOf(const Sample& sample,
                                              FrameTable* table) {
  const std::vector<const Frame*> frames = table->Stack(sample.locations);
  Stack stack;
  for (const Frame* frame : frames) {
    stack.frames.push_back(FrameId({frame->function, frame->module, frame->file,
                                    frame->line, frame->inlined}));
  }
  stack.owner = owners_.Find(sample);
  stack.thread = ThreadOf(sample);
  stack.type = TypeOf(frames, stack.owner.frame, sample);
  return stack;
}

uint32_t StackCollector::FrameId(StackFrame frame) {
  const auto next = static_cast<uint32_t>(view_.frames.size());
  const auto [entry, is_new] = frame_ids_.try_emplace(std::move(frame), next);
  if (is_new) view_.frames.push_back(entry->first);
  return entry->second;
}

StackRow& StackCollector::RowOf(const Stack& stack) {
  const auto [entry, is_new] = rows_.try_emplace(
      Key{stack.frames, stack.owner.id, stack.thread, stack.type},
      view_.stacks.size());
  if (is_new) {
    const GroupKey& owner = owners_.keys()[stack.owner.id];
    view_.stacks.push_back({stack.frames, owner.name, owner.module,
                            stack.owner.frame, stack.thread, stack.type,
                            std::vector<SampleValues>(view_.moments)});
  }
  return view_.stacks[entry->second];
}

StackView StackCollector::Take() { return std::move(view_); }

StackView CollectStacks(const Profile& profile, const FrameRules& rules) {
  StackCollector collector(rules, GroupBy::kOwner, 1);
  collector.Add(profile, 0);
  return collector.Take();
}

}  // namespace leaktrace::report
