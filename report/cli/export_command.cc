// `leaktrace export FORMAT`: what leaktrace knows, for other tools.
#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "CLI/CLI.hpp"
#include "absl/status/statusor.h"
#include "report/analysis/owner_grouping.h"
#include "report/cli/commands.h"
#include "report/cli/failure.h"
#include "report/cli/output_file.h"
#include "report/cli/profile_options.h"
#include "report/cli/report_builder.h"
#include "report/cli/rules_option.h"
#include "report/cli/sample_values.h"
#include "report/cli/series_rows.h"
#include "report/cli/stack_collector.h"
#include "report/profile/profile_writer.h"
#include "report/render/flame_svg.h"
#include "report/render/folded_text.h"
#include "report/render/series_csv.h"
#include "report/render/shown_line.h"
#include "report/render/speedscope_json.h"
#include "report/render/trace_json.h"

namespace leaktrace::report {
namespace {

struct ExportOptions {
  ProfileOptions profile;
  std::string format;
  std::string input;
  std::string output;
  std::string sample = "inuse_space";
};

// Of one snapshot: the newest of a series.
using ProfileFormat = std::string (*)(const Profile&, const FrameRules&,
                                      const ExportOptions&);
// Of the whole series.
using SeriesFormat = std::string (*)(const SeriesView&);

struct Format {
  std::string_view name;
  ProfileFormat of_profile = nullptr;
  SeriesFormat of_series = nullptr;
};

size_t SampleTypeOf(const ExportOptions& options) {
  return FindSampleType(options.sample).value_or(kInuseSpaceType);
}

std::string Folded(const Profile& profile, const FrameRules& rules,
                   const ExportOptions& options) {
  return RenderFolded(CollectStacks(profile, rules), SampleTypeOf(options));
}

std::string Speedscope(const Profile& profile, const FrameRules& rules,
                       const ExportOptions& /*options*/) {
  return RenderSpeedscope(CollectStacks(profile, rules), profile.source);
}

std::string Pprof(const Profile& profile, const FrameRules& /*rules*/,
                  const ExportOptions& /*options*/) {
  return SerializeProfile(profile, ProfileEncoding::kGzip);
}

std::string Svg(const Profile& profile, const FrameRules& rules,
                const ExportOptions& options) {
  return RenderFlameSvg(CollectStacks(profile, rules), SampleTypeOf(options),
                        options.sample + " of " + profile.source);
}

constexpr std::array<Format, 6> kFormats = {{
    {"csv", nullptr, RenderSeriesCsv},
    {"folded", Folded, nullptr},
    {"perfetto", nullptr, RenderTrace},
    {"pprof", Pprof, nullptr},
    {"speedscope", Speedscope, nullptr},
    {"svg", Svg, nullptr},
}};

const Format* FindFormat(std::string_view name) {
  for (const Format& format : kFormats) {
    if (format.name == name) return &format;
  }
  return nullptr;
}

int ExportSeries(const Format& format, const ExportOptions& options) {
  ReportRequest request;
  request.profile = options.profile;
  if (!options.input.empty()) request.inputs = {options.input};
  const absl::StatusOr<SeriesReport> report = BuildSeriesReport(request);
  if (!report.ok()) return Fail(report.status());
  return WriteOutput(format.of_series(MakeSeriesView(*report)), options.output);
}

int ExportProfile(const Format& format, const ExportOptions& options) {
  const absl::StatusOr<FrameRules> rules = LoadRules(options.profile);
  if (!rules.ok()) return Fail(rules.status());
  std::optional<Totals> unfiltered;
  const absl::StatusOr<Profile> profile =
      LoadNamedProfile(options.input, options.profile, &unfiltered);
  if (!profile.ok()) return Fail(profile.status());
  if (unfiltered) {
    Warn(ShownBytes(SumOfSamples(*profile).live_bytes, unfiltered->live_bytes));
  }
  return WriteOutput(format.of_profile(*profile, *rules, options),
                     options.output);
}

int Export(const ExportOptions& options) {
  const Format& format = *FindFormat(options.format);
  return format.of_series != nullptr ? ExportSeries(format, options)
                                     : ExportProfile(format, options);
}

}  // namespace

void AddExportCommand(CLI::App& app, int* exit_status) {
  CLI::App* command =
      app.add_subcommand("export", "Write what is known for other tools.");
  const auto options = std::make_shared<ExportOptions>();
  command
      ->add_option("FORMAT", options->format,
                   "folded, speedscope, pprof or svg of the newest snapshot; "
                   "csv or perfetto of the whole series")
      ->required()
      ->check([](const std::string& word) {
        return FindFormat(word) != nullptr ? "" : word + ": no such format";
      });
  command->add_option("INPUT", options->input,
                      "A series or a profile; the newest series by default");
  command->add_option("-o,--output", options->output,
                      "File to write; standard output by default");
  command
      ->add_option("--sample", options->sample,
                   "For folded and svg: inuse_space, inuse_objects, "
                   "alloc_space, alloc_objects")
      ->check([](const std::string& word) {
        return FindSampleType(word) ? "" : word + ": no such sample type";
      });
  AddProfileOptions(command, &options->profile);
  AddFilterOptions(command, &options->profile);
  command->footer(
      "Examples:\n"
      "  leaktrace export speedscope -o heap.speedscope.json\n"
      "  leaktrace export svg leaktrace.out/app.* -o heap.svg\n"
      "  leaktrace export pprof -o heap.pb.gz && go tool pprof -top "
      "heap.pb.gz");
  command->callback(
      [options, exit_status] { *exit_status = Export(*options); });
}

}  // namespace leaktrace::report
