// `leaktrace diff A B`: what B holds more than A, per owner, and how much
// faster it grows if both are series.
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include "CLI/CLI.hpp"
#include "absl/status/statusor.h"
#include "report/analysis/normal_interval.h"
#include "report/analysis/owner_grouping.h"
#include "report/analysis/profile_diff.h"
#include "report/cli/bundle.h"
#include "report/cli/commands.h"
#include "report/cli/diff_slopes.h"
#include "report/cli/failure.h"
#include "report/cli/group_option.h"
#include "report/cli/named_profile.h"
#include "report/cli/number_range.h"
#include "report/cli/profile_options.h"
#include "report/cli/report_builder.h"
#include "report/cli/rules_option.h"
#include "report/cli/terminal.h"
#include "report/render/diff_render.h"
#include "symbolizer/symbolizer.h"

namespace leaktrace::report {
namespace {

constexpr char kTotalName[] = "total";

struct DiffOptions {
  ProfileOptions profile;
  std::string base;
  std::string head;
  std::string by = "owner";
  size_t limit = 20;
  std::string per = "work";
  std::string base_work;  // files of time,count lines
  std::string head_work;
};

// One side; what grows is known of a series only.
struct DiffSide {
  Profile profile;
  std::optional<SeriesReport> series;
  std::optional<Totals> unfiltered;  // if there is a filter
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

// `names` serves both sides, as far as they are plain files: a bundle brings
// its own, and what a series found out is newer.
absl::StatusOr<DiffSide> LoadSide(
    const std::string& path, const std::string& work,
    const DiffOptions& options, std::shared_ptr<symbolizer::Symbolizer> names) {
  DiffSide side;
  std::string file = path;
  ProfileOptions opened = options.profile;
  const absl::Status unpacked = OpenIfBundle(&file, &opened);
  if (!unpacked.ok()) return unpacked;
  const bool is_bundle = file != path;
  std::error_code error;
  if (std::filesystem::is_directory(file, error)) {
    absl::StatusOr<SeriesReport> report = BuildSeriesReport(
        {opened, {file}, options.by, /*since=*/"", {work, options.per}});
    if (!report.ok()) return report.status();
    for (const std::string& doubt : report->doubts) Warn(path + ": " + doubt);
    side.series = *std::move(report);
    file = side.series->series.points.back().source;
  } else if (!work.empty()) {
    return absl::InvalidArgumentError(
        path + ": a file of work is for a series; give a directory");
  }
  if (is_bundle || side.series) {
    names = std::make_shared<symbolizer::Symbolizer>(opened.symbols);
  }
  const absl::StatusOr<std::string> found = FindProfileFile(file);
  if (!found.ok()) return found.status();
  absl::StatusOr<Profile> profile =
      ReadNamedProfile(*found, opened, std::move(names), &side.unfiltered);
  if (!profile.ok()) return profile.status();
  side.profile = *std::move(profile);
  if (is_bundle) side.profile.source = path;  // not where it was unpacked
  if (side.series) {
    side.profile.info.work = side.series->series.points.back().info.work;
  }
  return side;
}

int Diff(const DiffOptions& options) {
  const absl::StatusOr<FrameRules> rules = LoadRules(options.profile);
  if (!rules.ok()) return Fail(rules.status());
  const auto names =
      std::make_shared<symbolizer::Symbolizer>(options.profile.symbols);
  const absl::StatusOr<DiffSide> base =
      LoadSide(options.base, options.base_work, options, names);
  if (!base.ok()) return Fail(base.status());
  const absl::StatusOr<DiffSide> head =
      LoadSide(options.head, options.head_work, options, names);
  if (!head.ok()) return Fail(head.status());
  DiffView view = MakeView(base->profile, head->profile, *rules, options);
  if (base->unfiltered && head->unfiltered) {
    view.base_unfiltered_bytes = base->unfiltered->live_bytes;
    view.head_unfiltered_bytes = head->unfiltered->live_bytes;
  }
  if (base->series && head->series) {
    SetSlopes(*base->series, *head->series, &view);
  }
  return PrintOut(options.profile.json
                      ? RenderDiffJson(view)
                      : RenderDiffText(view, options.limit, StdoutStyle()));
}

}  // namespace

void AddDiffCommand(CLI::App& app, int* exit_status) {
  CLI::App* command = app.add_subcommand(
      "diff",
      "What B holds more than A, with the sampling error; of two series also "
      "how much faster it grows.");
  const auto options = std::make_shared<DiffOptions>();
  command->add_option("A", options->base, "Profile or series: before")
      ->required();
  command->add_option("B", options->head, "Profile or series: after")
      ->required();
  AddGroupOption(command, &options->by);
  command->add_option("--limit,-n", options->limit, "Rows to print (20)")
      ->check(NumberBetween(0, kMostRows));
  AddAxisOption(command, &options->per);
  command->add_option("--work-a", options->base_work,
                      "A file of time,count lines: the work done in series A");
  command->add_option("--work-b", options->head_work, "The same for series B");
  AddProfileOptions(command, &options->profile);
  AddFilterOptions(command, &options->profile);
  command->footer(
      "Example:\n  leaktrace diff leaktrace.out/app.*/000001.pb "
      "leaktrace.out/app.*/000042.pb\n  leaktrace diff old-build/ new-build/");
  command->callback([options, exit_status] { *exit_status = Diff(*options); });
}

}  // namespace leaktrace::report
