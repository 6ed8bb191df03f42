// `leaktrace diff A B`: what B holds more than A, per owner.
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "CLI/CLI.hpp"
#include "absl/status/statusor.h"
#include "report/analysis/normal_interval.h"
#include "report/analysis/owner_grouping.h"
#include "report/analysis/profile_diff.h"
#include "report/cli/commands.h"
#include "report/cli/failure.h"
#include "report/cli/group_option.h"
#include "report/cli/profile_options.h"
#include "report/cli/rules_option.h"
#include "report/cli/terminal.h"
#include "report/render/diff_render.h"

namespace leaktrace::report {
namespace {

constexpr char kTotalName[] = "total";

struct DiffOptions {
  ProfileOptions profile;
  std::string base;
  std::string head;
  std::string by = "owner";
  size_t limit = 20;
};

DiffViewRow MakeRow(const DiffRow& row) {
  return {row.key.name,
          row.key.module,
          row.base.live_bytes,
          row.head.live_bytes,
          row.base.live_objects,
          row.head.live_objects,
          kNormal95 * row.stddev_bytes,
          row.noise,
          std::nullopt};
}

// Nothing unless both sides counted their work.
void SetPerWork(const SnapshotInfo& base, const SnapshotInfo& head,
                bool same_run, DiffViewRow* row) {
  if (!base.work || !head.work) return;
  const auto before = static_cast<double>(*base.work);
  const auto after = static_cast<double>(*head.work);
  if (same_run && after > before) {
    row->change_per_work =
        static_cast<double>(row->change_bytes()) / (after - before);
  } else if (!same_run && before > 0 && after > 0) {
    row->change_per_work = static_cast<double>(row->head_bytes) / after -
                           static_cast<double>(row->base_bytes) / before;
  }
}

// All of a profile as one group: the total has one error, not a sum of them.
OwnerGroups AsOneGroup(const Profile& profile) {
  OwnerGroups groups;
  OwnerGroup& group = groups[{kTotalName, ""}];
  for (const Sample& sample : profile.samples) {
    group.totals.Add(sample);
    group.births[sample.birth].Add(sample);
  }
  return groups;
}

DiffView MakeView(const Profile& base, const Profile& head,
                  const FrameRules& rules, const DiffOptions& options) {
  const GroupBy by = ParseGroupBy(options.by).value_or(GroupBy::kOwner);
  DiffView view;
  view.grouping = options.by;
  view.base = base.source;
  view.head = head.source;
  view.base_interval_bytes = base.info.interval_bytes;
  view.head_interval_bytes = head.info.interval_bytes;
  view.same_run = IsSameRun(base.info, head.info);
  view.total = MakeRow(
      DiffGroups(AsOneGroup(base), base.info, AsOneGroup(head), head.info)
          .front());
  for (const DiffRow& row :
       DiffGroups(GroupByOwner(base, rules, by), base.info,
                  GroupByOwner(head, rules, by), head.info)) {
    view.rows.push_back(MakeRow(row));
    SetPerWork(base.info, head.info, view.same_run, &view.rows.back());
  }
  SetPerWork(base.info, head.info, view.same_run, &view.total);
  return view;
}

int Diff(const DiffOptions& options) {
  const absl::StatusOr<FrameRules> rules = LoadRules(options.profile);
  if (!rules.ok()) return Fail(rules.status());
  const absl::StatusOr<Profile> base =
      LoadNamedProfile(options.base, options.profile);
  if (!base.ok()) return Fail(base.status());
  const absl::StatusOr<Profile> head =
      LoadNamedProfile(options.head, options.profile);
  if (!head.ok()) return Fail(head.status());
  const DiffView view = MakeView(*base, *head, *rules, options);
  return PrintOut(options.profile.json
                      ? RenderDiffJson(view)
                      : RenderDiffText(view, options.limit, StdoutStyle()));
}

}  // namespace

void AddDiffCommand(CLI::App& app, int* exit_status) {
  CLI::App* command = app.add_subcommand(
      "diff", "What B holds more than A, with the sampling error.");
  const auto options = std::make_shared<DiffOptions>();
  command->add_option("A", options->base, "Profile or series: before")
      ->required();
  command->add_option("B", options->head, "Profile or series: after")
      ->required();
  AddGroupOption(command, &options->by);
  command->add_option("--limit,-n", options->limit, "Rows to print (20)");
  AddProfileOptions(command, &options->profile);
  AddFilterOptions(command, &options->profile);
  command->footer(
      "Example:\n  leaktrace diff leaktrace.out/app.*/000001.pb "
      "leaktrace.out/app.*/000042.pb");
  command->callback([options, exit_status] { *exit_status = Diff(*options); });
}

}  // namespace leaktrace::report
