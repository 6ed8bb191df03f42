// See stack_collector.h.
#include "report/cli/stack_collector.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "report/analysis/frame_table.h"

namespace leaktrace::report {
namespace {

// What profilers call the label, the most telling first.
constexpr std::string_view kThreadLabels[] = {"thread", "thread_name", "tid"};
constexpr std::string_view kTypeLabels[] = {"type"};

template <size_t N>
std::string LabelOf(const Sample& sample, const std::string_view (&keys)[N]) {
  for (const std::string_view key : keys) {
    for (const Label& label : sample.labels) {
      if (label.key != key) continue;
      return label.text.empty() ? std::to_string(label.number) : label.text;
    }
  }
  return "";
}

void AddValues(const Sample& sample, SampleValues* values) {
  (*values)[0] += sample.alloc_objects;
  (*values)[1] += sample.alloc_bytes;
  (*values)[2] += sample.live_objects;
  (*values)[3] += sample.live_bytes;
}

// "Order" of "std::allocator<Order>::allocate": the container's allocator
// names the type where nothing else does.
std::string AllocatedType(const std::vector<const Frame*>& stack,
                          size_t owner) {
  constexpr std::string_view kAllocator = "allocator<";
  for (size_t i = 0; i < owner; ++i) {
    const std::string_view name = stack[i]->function;
    const size_t found = name.find(kAllocator);
    if (found == std::string_view::npos) continue;
    const size_t begin = found + kAllocator.size();
    const size_t end = name.rfind(">::");
    if (end != std::string_view::npos && end > begin) {
      return std::string(name.substr(begin, end - begin));
    }
  }
  return "";
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
    if (previous == nullptr || previous->locations != sample.locations) {
      stack = StackOf(sample, &table);
    }
    previous = &sample;
    AddValues(sample, &RowOf(stack, sample).values[moment]);
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
  stack.type = AllocatedType(frames, stack.owner.frame);
  return stack;
}

uint32_t StackCollector::FrameId(StackFrame frame) {
  const auto next = static_cast<uint32_t>(view_.frames.size());
  const auto [entry, is_new] = frame_ids_.try_emplace(std::move(frame), next);
  if (is_new) view_.frames.push_back(entry->first);
  return entry->second;
}

StackRow& StackCollector::RowOf(const Stack& stack, const Sample& sample) {
  std::string thread = LabelOf(sample, kThreadLabels);
  std::string type = LabelOf(sample, kTypeLabels);
  if (type.empty()) type = stack.type;
  const auto [entry, is_new] =
      rows_.try_emplace(Key{stack.frames, thread, type}, view_.stacks.size());
  if (is_new) {
    const GroupKey& owner = owners_.keys()[stack.owner.id];
    view_.stacks.push_back({stack.frames, owner.name, owner.module,
                            stack.owner.frame, std::move(thread),
                            std::move(type),
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
