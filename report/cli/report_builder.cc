// Every snapshot passes through once for the series; the first and the last
// judged are read again for the difference, the survivors and the example path.
#include "report/cli/report_builder.h"

#include <filesystem>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "report/analysis/function_name.h"
#include "report/analysis/owner_grouping.h"
#include "report/analysis/series_defects.h"
#include "report/analysis/snapshot_series.h"
#include "report/cli/bundle.h"
#include "report/cli/foreign_series.h"
#include "report/cli/group_option.h"
#include "report/cli/profile_symbolizer.h"
#include "report/cli/progress_bar.h"
#include "report/cli/report_memory.h"
#include "report/cli/report_rows.h"
#include "report/cli/report_verdicts.h"
#include "report/cli/rules_option.h"
#include "report/cli/series_siblings.h"
#include "report/cli/series_span.h"
#include "report/profile/profile_reader.h"

namespace leaktrace::report {
namespace {

constexpr double kLowCoverage = 0.2;
constexpr int64_t kSmallProcessBytes = 16 << 20;

bool IsDirectory(const std::string& path) {
  std::error_code error;
  return std::filesystem::is_directory(path, error);
}

// The loader itself allocates a few blocks before anything can be traced.
bool IsNoLoss(const std::pair<std::string, int64_t>& loss) {
  constexpr int64_t kBlocksOfTheLoader = 100;
  return loss.second == 0 ||
         (loss.first == "before_start" && loss.second < kBlocksOfTheLoader);
}

class Builder {
 public:
  Builder(const ReportRequest& request, const FrameRules& rules,
          StackFilter filter)
      : request_(request),
        rules_(rules),
        filter_(std::move(filter)),
        by_(ParseGroupBy(request.by).value_or(GroupBy::kOwner)),
        symbolizer_(request.profile.symbols),
        index_(rules, by_) {}

  absl::StatusOr<SeriesReport> Build() {
    absl::StatusOr<SnapshotSeries> series = Load();
    if (!series.ok()) return series.status();
    std::vector<std::string> doubts = SeriesDefects(*series);
    const std::vector<std::string> guesses = CompleteForeignSeries(&*series);
    doubts.insert(doubts.end(), guesses.begin(), guesses.end());
    if (!others_.empty()) doubts.push_back(others_);
    const absl::Status worked = ApplyWork(request_.work, &*series, &doubts);
    if (!worked.ok()) return worked;
    const absl::Status started = StartAtMark(request_.since, &*series);
    if (!started.ok()) return started;
    const std::optional<int64_t> exit_bytes = SetExitApart(&*series);
    absl::StatusOr<Profile> first = Read(series->points.front().source);
    if (!first.ok()) return first.status();
    absl::StatusOr<Profile> last = Read(series->points.back().source);
    if (!last.ok()) return last.status();
    WarnOfMissingLabels(by_, *last);
    ReportView view;
    view.grouping = request_.by;
    view.exit_bytes = exit_bytes;
    if (!request_.profile.filter.empty()) {
      view.unfiltered_bytes = series->points.back().totals.live_bytes;
    }
    SetProcess(*series, *last, &view);
    SetOwners(*series, *first, *last, &view);
    SetMemory(*series, &view.memory);
    AddMemoryNotes(last->info, &view);
    view.warnings = symbolizer_.Warnings();
    view.warnings.insert(view.warnings.end(), doubts.begin(), doubts.end());
    Warn(*series, &view);
    return SeriesReport{std::move(view), *std::move(series), index_.keys(),
                        std::move(doubts)};
  }

 private:
  absl::StatusOr<SnapshotSeries> Load() {
    bool first = true;
    const auto prepare = [&](Profile& tables) {
      symbolizer_.Symbolize(&tables);
      filter_.Prepare(tables);
      if (first) index_.SetProfile(tables);
      first = false;
      return absl::OkStatus();
    };
    const auto owner_of = [this](const Profile&, const Sample& sample) {
      return OwnerOfShown(sample);
    };
    ProgressBar bar("reading snapshots");
    const auto progress = [&bar](size_t done, size_t all) {
      bar.Show(done, all);
    };
    const std::vector<std::string>& inputs = request_.inputs;
    if (inputs.size() > 1 || (inputs.size() == 1 && !IsDirectory(inputs[0]))) {
      return LoadSeries(inputs, prepare, owner_of, progress);
    }
    const std::string base = inputs.empty() ? DefaultDirectory() : inputs[0];
    absl::StatusOr<SnapshotDirectory> directory = FindSeries(base);
    if (!directory.ok()) return directory.status();
    directory_ = directory->path;
    others_ = OtherProcesses(base, *directory);
    return LoadSeries(*directory, prepare, owner_of, progress);
  }

  uint32_t OwnerOfShown(const Sample& sample) {
    if (request_.profile.filter.empty()) return index_.Find(sample).id;
    Sample shown = sample;
    return filter_.Keep(shown) ? index_.Find(shown).id : kNotShown;
  }

  absl::StatusOr<Profile> Read(const std::string& path) {
    absl::StatusOr<Profile> profile = ReadProfile(path);
    if (!profile.ok()) return profile;
    symbolizer_.Symbolize(&*profile);
    const absl::Status filtered =
        ApplyFilter(request_.profile.filter, *profile);
    if (!filtered.ok()) return filtered;
    return profile;
  }

  void SetProcess(const SnapshotSeries& series, const Profile& last,
                  ReportView* view) const {
    const SnapshotInfo& info = last.info;
    view->executable = ModuleBaseName(info.executable);
    if (view->executable.empty() && !last.mappings.empty()) {
      view->executable = ModuleBaseName(last.mappings.front().path);
    }
    view->pid = info.pid;
    view->host = info.host;
    view->directory = directory_;
    view->snapshots = static_cast<int64_t>(series.snapshots);
    view->span_seconds =
        series.points.back().time_s - series.points.front().time_s;
    view->exact = info.exact;
    view->interval_bytes = info.interval_bytes;
    for (const SeriesPoint& point : series.points) {
      if (point.info.interval_bytes != info.interval_bytes) {
        view->mixed_intervals = true;
      }
    }
    view->losses.assign(info.losses.begin(), info.losses.end());
    std::erase_if(view->losses, IsNoLoss);
  }

  void SetOwners(const SnapshotSeries& series, const Profile& first,
                 const Profile& last, ReportView* view) {
    const ReportSpan span = {
        .has_change = series.points.size() > 1,
        .seconds = series.has_times ? view->span_seconds : 0};
    ReportRows rows = MakeReportRows(first, last, rules_, by_, span);
    view->total = std::move(rows.total);
    view->owners = std::move(rows.owners);
    SetVerdicts(series, index_.keys(), &view->owners);
    view->symbolized_fraction = rows.symbolized_fraction;
  }

  // What makes the answer doubtful.
  static void Warn(const SnapshotSeries& series, ReportView* view) {
    if (series.points.size() > 1 && !series.has_times) {
      view->warnings.emplace_back(
          "the snapshots do not say when they were taken: no rates");
    }
    const auto& providers = series.points.back().info.providers;
    if (const auto shadowing = providers.find("shadowing");
        shadowing != providers.end()) {
      view->coverage_problems.push_back(
          "no allocation was seen: the program takes malloc from " +
          shadowing->second +
          "; preload libleaktrace.so before it, or link it as a shared library "
          "(leaktrace doctor tells more)");
      return;
    }
    const int64_t anonymous = view->memory.anonymous_bytes.value_or(0);
    if (anonymous > kSmallProcessBytes &&
        static_cast<double>(series.points.back().totals.live_bytes) <
            kLowCoverage * static_cast<double>(anonymous)) {
      view->coverage_problems.emplace_back(
          "most of the process's memory is not heap that leaktrace watches; "
          "a static allocator, mapped memory or memory kept by the allocator "
          "may hold it");
    }
  }

  const ReportRequest& request_;
  const FrameRules& rules_;
  StackFilter filter_;
  GroupBy by_;
  ProfileSymbolizer symbolizer_;
  OwnerIndex index_;
  std::string directory_;
  std::string others_;  // processes of the run
};

}  // namespace

absl::StatusOr<SeriesReport> BuildSeriesReport(const ReportRequest& request) {
  const absl::StatusOr<FrameRules> rules = LoadRules(request.profile);
  if (!rules.ok()) return rules.status();
  const absl::StatusOr<ReportRequest> opened = OpenRequest(request);
  if (!opened.ok()) return opened.status();
  absl::StatusOr<StackFilter> filter =
      StackFilter::Compile(request.profile.filter);
  if (!filter.ok()) return filter.status();
  return Builder(*opened, *rules, *std::move(filter)).Build();
}

absl::StatusOr<ReportRequest> OpenRequest(const ReportRequest& request) {
  ReportRequest opened = request;
  if (opened.inputs.size() == 1) {
    const absl::Status unpacked =
        OpenIfBundle(&opened.inputs.front(), &opened.profile);
    if (!unpacked.ok()) return unpacked;
  }
  return opened;
}

absl::StatusOr<ReportView> BuildReport(const ReportRequest& request) {
  absl::StatusOr<SeriesReport> report = BuildSeriesReport(request);
  if (!report.ok()) return report.status();
  return std::move(report->view);
}

}  // namespace leaktrace::report
