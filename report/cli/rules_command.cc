// `leaktrace rules explain SNAPSHOT STACK`: why a stack has the owner it has.
// `leaktrace rules show`: the rules in force.
#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "report/analysis/frame_table.h"
#include "report/analysis/name_pattern.h"
#include "report/analysis/object_type.h"
#include "report/analysis/owner.h"
#include "report/cli/commands.h"
#include "report/cli/exit_status.h"
#include "report/cli/failure.h"
#include "report/cli/profile_options.h"
#include "report/cli/rules_option.h"
#include "report/cli/terminal.h"
#include "report/render/explain_render.h"

namespace leaktrace::report {
namespace {

struct ExplainOptions {
  ProfileOptions profile;
  std::string input;
  std::string stack;
};

struct StackSum {
  std::vector<uint32_t> locations;
  int64_t live_bytes = 0;
  int64_t live_objects = 0;
};

// The distinct stacks, those that hold most first.
std::vector<StackSum> RankedStacks(const Profile& profile) {
  std::map<std::vector<uint32_t>, StackSum> sums;
  for (const Sample& sample : profile.samples) {
    if (sample.locations.empty()) continue;
    StackSum& sum = sums[sample.locations];
    sum.live_bytes += sample.live_bytes;
    sum.live_objects += sample.live_objects;
  }
  std::vector<StackSum> ranked;
  for (auto& [locations, sum] : sums) {
    sum.locations = locations;
    ranked.push_back(std::move(sum));
  }
  std::stable_sort(ranked.begin(), ranked.end(),
                   [](const StackSum& a, const StackSum& b) {
                     return a.live_bytes > b.live_bytes;
                   });
  return ranked;
}

// By rank from 1 on, or the heaviest with a function that matches.
absl::StatusOr<StackSum> FindStack(const Profile& profile, FrameTable* frames,
                                   const std::string& wanted) {
  const std::vector<StackSum> ranked = RankedStacks(profile);
  size_t rank = 0;
  if (absl::SimpleAtoi(wanted, &rank)) {
    if (rank >= 1 && rank <= ranked.size()) return ranked[rank - 1];
    return absl::InvalidArgumentError(
        absl::StrCat(profile.source, ": there is no stack ", wanted,
                     "; they are counted from 1 to ", ranked.size(),
                     ", the heaviest first"));
  }
  const absl::StatusOr<NamePattern> pattern = NamePattern::Compile(wanted);
  if (!pattern.ok()) return pattern.status();
  for (const StackSum& stack : ranked) {
    for (const Frame* frame : frames->Stack(stack.locations)) {
      if (pattern->Matches(frame->function)) return stack;
    }
  }
  return absl::InvalidArgumentError(
      absl::StrCat(profile.source, ": no stack has a function that matches '",
                   wanted, "'; `leaktrace top --cum` lists the functions"));
}

std::string RuleText(const FrameRule& rule) {
  std::string text =
      absl::StrCat(std::string(FrameClassName(rule.frame_class)), " ",
                   std::string(RuleKindName(rule.kind)), " ", rule.pattern);
  if (!rule.module.empty()) absl::StrAppend(&text, " @ ", rule.module);
  return text;
}

ExplainFrame ExplainOne(const Frame& frame) {
  ExplainFrame row;
  row.function = frame.function;
  row.module = frame.module;
  row.place = frame.file;
  if (frame.line > 0) absl::StrAppend(&row.place, ":", frame.line);
  if (frame.rule == nullptr) return row;
  row.frame_class = std::string(FrameClassName(frame.rule->frame_class));
  row.rule = RuleText(*frame.rule);
  row.origin = frame.rule->origin;
  return row;
}

ExplainView Explain(const StackSum& sum,
                    const std::vector<const Frame*>& stack) {
  const OwnerChoice owner = FindOwner(stack);
  ExplainView view;
  view.live_bytes = sum.live_bytes;
  view.live_objects = sum.live_objects;
  for (const Frame* frame : stack) view.frames.push_back(ExplainOne(*frame));
  view.frames[owner.frame].is_owner = true;
  view.owner = OwnerName(stack, owner);
  view.reason = std::string(ReasonText(owner.reason));
  view.type = ObjectType(stack, owner.frame);
  return view;
}

int RunExplain(const ExplainOptions& options) {
  const absl::StatusOr<FrameRules> rules = LoadRules(options.profile);
  if (!rules.ok()) return Fail(rules.status());
  const absl::StatusOr<Profile> profile =
      LoadNamedProfile(options.input, options.profile);
  if (!profile.ok()) return Fail(profile.status());
  FrameTable frames(*profile, *rules);
  const absl::StatusOr<StackSum> stack =
      FindStack(*profile, &frames, options.stack);
  if (!stack.ok()) return Fail(stack.status());
  ExplainView view = Explain(*stack, frames.Stack(stack->locations));
  view.source = profile->source;
  return PrintOut(options.profile.json
                      ? RenderExplainJson(view)
                      : RenderExplainText(view, StdoutStyle()));
}

int ShowRules(const ProfileOptions& options) {
  const absl::StatusOr<FrameRules> rules = LoadRules(options);
  if (!rules.ok()) return Fail(rules.status());
  std::string text;
  for (const FrameRule& rule : rules->rules()) {
    absl::StrAppend(&text, RuleText(rule), "\n");
  }
  return PrintOut(text);
}

void AddExplain(CLI::App* rules, int* exit_status) {
  CLI::App* command = rules->add_subcommand(
      "explain", "Frame by frame, which rule decided whose a stack is.");
  const auto options = std::make_shared<ExplainOptions>();
  command
      ->add_option("SNAPSHOT", options->input,
                   "A profile or a series (newest snapshot)")
      ->required();
  command
      ->add_option("STACK", options->stack,
                   "1 is the heaviest stack; or part of a function's name: the "
                   "heaviest stack with it")
      ->required();
  AddProfileOptions(command, &options->profile);
  command->footer(
      "Examples:\n  leaktrace rules explain leaktrace.out 1\n"
      "  leaktrace rules explain 000042.pb 'Cache::Insert'");
  command->callback(
      [options, exit_status] { *exit_status = RunExplain(*options); });
}

}  // namespace

void AddRulesCommand(CLI::App& app, int* exit_status) {
  CLI::App* command =
      app.add_subcommand("rules", "Who counts as an owner, and why.");
  command->require_subcommand(1);
  AddExplain(command, exit_status);
  CLI::App* show = command->add_subcommand("show", "The rules, first to last.");
  const auto options = std::make_shared<ProfileOptions>();
  show->add_option("--rules", options->rules,
                   "Owner rules that come before the shipped ones");
  show->footer("Example:\n  leaktrace rules show --rules my-rules.txt");
  show->callback(
      [options, exit_status] { *exit_status = ShowRules(*options); });
  command->footer("Example:\n  leaktrace rules explain leaktrace.out 1");
}

}  // namespace leaktrace::report
