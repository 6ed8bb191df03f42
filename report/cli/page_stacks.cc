// See page_stacks.h.
#include "report/cli/page_stacks.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "report/analysis/owner_index.h"
#include "report/cli/profile_symbolizer.h"
#include "report/cli/progress_bar.h"
#include "report/cli/rules_option.h"
#include "report/cli/stack_collector.h"
#include "report/profile/profile_reader.h"
#include "report/render/units.h"

namespace leaktrace::report {
namespace {

constexpr size_t kMaxStacks = 4000;
constexpr size_t kAllocSpaceType = 1;

absl::StatusOr<StackView> ReadStacks(const ReportRequest& request,
                                     const std::vector<std::string>& files) {
  const absl::StatusOr<FrameRules> rules = LoadRules(request.profile);
  if (!rules.ok()) return rules.status();
  ProfileSymbolizer symbolizer(request.profile.symbols);
  StackCollector collector(
      *rules, ParseGroupBy(request.by).value_or(GroupBy::kOwner), files.size());
  ProgressBar bar("reading call stacks");
  for (size_t moment = 0; moment < files.size(); ++moment) {
    bar.Show(moment, files.size());
    absl::StatusOr<Profile> profile = ReadProfile(files[moment]);
    if (absl::IsNotFound(profile.status())) continue;
    if (!profile.ok()) return profile.status();
    symbolizer.Symbolize(&*profile);
    const absl::Status filtered = ApplyFilter(request.profile.filter, *profile);
    if (!filtered.ok()) return filtered;
    collector.Add(*profile, moment);
  }
  return collector.Take();
}

// What is alive matters more than what came and went.
double Weight(const StackRow& stack) {
  int64_t live = 0;
  for (const SampleValues& values : stack.values) {
    live = std::max(live, values[kInuseSpaceType]);
  }
  return static_cast<double>(live) +
         static_cast<double>(stack.values.back()[kAllocSpaceType]) / 1000;
}

// The heaviest first; ties as they were, so that the page is stable.
std::vector<size_t> ByWeight(const std::vector<StackRow>& stacks) {
  std::vector<double> weights;
  for (const StackRow& stack : stacks) weights.push_back(Weight(stack));
  std::vector<size_t> order(stacks.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return weights[a] > weights[b]; });
  return order;
}

// Stacks of one owner that are shown as one.
class FoldedStacks {
 public:
  void Add(const StackRow& stack) {
    StackRow& sum = sums_[{stack.owner_name, stack.owner_module}];
    if (sum.values.empty()) {
      sum.owner_name = stack.owner_name;
      sum.owner_module = stack.owner_module;
      sum.values.resize(stack.values.size());
    }
    for (size_t i = 0; i < stack.values.size(); ++i) {
      for (size_t type = 0; type < stack.values[i].size(); ++type) {
        sum.values[i][type] += stack.values[i][type];
      }
    }
  }

  void MoveTo(StackView* view) {
    const auto leaf = static_cast<uint32_t>(view->frames.size());
    view->frames.push_back({"[smaller stacks]", "", "", 0, false});
    for (auto& [key, stack] : sums_) {
      const auto root = static_cast<uint32_t>(view->frames.size());
      view->frames.push_back({key.name, key.module, "", 0, false});
      stack.frames = {leaf, root};
      stack.owner = 1;
      view->stacks.push_back(std::move(stack));
    }
  }

 private:
  std::map<GroupKey, StackRow> sums_;
};

void DropUnusedFrames(StackView* view) {
  std::vector<uint32_t> numbers(view->frames.size(), UINT32_MAX);
  std::vector<StackFrame> used;
  for (StackRow& stack : view->stacks) {
    for (uint32_t& frame : stack.frames) {
      if (numbers[frame] == UINT32_MAX) {
        numbers[frame] = static_cast<uint32_t>(used.size());
        used.push_back(std::move(view->frames[frame]));
      }
      frame = numbers[frame];
    }
  }
  view->frames = std::move(used);
}

void FoldSmall(StackView* view) {
  if (view->stacks.size() <= kMaxStacks) return;
  std::vector<StackRow> kept;
  FoldedStacks folded;
  for (const size_t i : ByWeight(view->stacks)) {
    if (kept.size() < kMaxStacks) {
      kept.push_back(std::move(view->stacks[i]));
    } else {
      folded.Add(view->stacks[i]);
    }
  }
  view->stacks = std::move(kept);
  folded.MoveTo(view);
  DropUnusedFrames(view);
}

std::vector<size_t> RowsOf(const StackView& stacks, const ReportView& report) {
  std::map<GroupKey, size_t> rows;
  for (size_t i = 0; i < report.owners.size(); ++i) {
    rows[{report.owners[i].name, report.owners[i].module}] = i;
  }
  std::vector<size_t> owners;
  for (const StackRow& stack : stacks.stacks) {
    const auto row = rows.find({stack.owner_name, stack.owner_module});
    owners.push_back(row == rows.end() ? report.owners.size() : row->second);
  }
  return owners;
}

}  // namespace

absl::Status AddPageStacks(const ReportRequest& request,
                           const std::vector<std::string>& files,
                           const ReportView& report, PageView* view) {
  absl::StatusOr<StackView> stacks = ReadStacks(request, files);
  if (!stacks.ok()) return stacks.status();
  const size_t all = stacks->stacks.size();
  FoldSmall(&*stacks);
  view->stacks = *std::move(stacks);
  view->stack_owners = RowsOf(view->stacks, report);
  if (all > kMaxStacks) {
    view->notes.push_back(
        "of " + FormatCount(static_cast<int64_t>(all)) +
        " call stacks the largest " + FormatCount(kMaxStacks) +
        " are shown; the others are added up per owner as [smaller stacks]");
  }
  return absl::OkStatus();
}

}  // namespace leaktrace::report
