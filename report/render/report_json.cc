// Optional facts that are not known are left out rather than null.
#include "report/render/report_json.h"

#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "report/render/json_text.h"
#include "report/render/report_headline.h"

namespace leaktrace::report {
namespace {

template <typename T>
void Set(Json* json, const char* key, const std::optional<T>& value) {
  if (value) (*json)[key] = *value;
}

Json PathJson(const PathRow& row) {
  Json json = {{"function", row.function}};
  SetText(&json, "module", row.module);
  SetText(&json, "file", row.file);
  if (row.line > 0) json["line"] = row.line;
  if (row.inlined) json["inlined"] = true;
  if (row.owner) json["owner"] = true;
  return json;
}

Json RateJson(const RateRow& rate) {
  Json json = {{"bytes_per_minute", rate.bytes_per_minute}, {"low", rate.low}};
  // JSON has no infinity: without "high" there is no upper bound.
  if (std::isfinite(rate.high)) json["high"] = rate.high;
  return json;
}

Json RateJson(const WorkRateRow& rate) {
  Json json = {{"bytes_per_unit", rate.bytes_per_unit}, {"low", rate.low}};
  if (std::isfinite(rate.high)) json["high"] = rate.high;
  return json;
}

Json TotalsJson(const OwnerRow& row) {
  Json json = {
      {"live_bytes", row.live_bytes},   {"live_objects", row.live_objects},
      {"error_bytes", row.error_bytes}, {"samples", row.samples},
      {"alloc_bytes", row.alloc_bytes}, {"alloc_objects", row.alloc_objects}};
  Set(&json, "change_bytes", row.change_bytes);
  Set(&json, "change_objects", row.change_objects);
  if (row.change_bytes) json["change_error_bytes"] = row.change_error_bytes;
  Set(&json, "bytes_per_minute", row.bytes_per_minute);
  Set(&json, "births_alive", row.births_alive);
  Set(&json, "births_total", row.births_total);
  return json;
}

Json OwnerJson(const OwnerRow& row) {
  Json json = {{"name", row.name}};
  SetText(&json, "module", row.module);
  SetText(&json, "verdict", row.verdict);
  SetText(&json, "evidence", row.evidence);
  SetText(&json, "next_step", row.next_step);
  Set(&json, "confidence", row.confidence);
  if (row.growth) json["growth"] = RateJson(*row.growth);
  if (row.growth_per_work) {
    json["growth_per_work"] = RateJson(*row.growth_per_work);
  }
  if (row.alarm) json["alarm"] = true;
  Set(&json, "detectable_bytes_per_minute", row.detectable_bytes_per_minute);
  json.update(TotalsJson(row));
  json["grew"] = row.grew();
  Set(&json, "instances", row.instances);
  for (const TypeRow& type : row.types) {
    json["types"].push_back({{"name", type.name},
                             {"instances", type.instances},
                             {"live_bytes", type.live_bytes}});
  }
  for (const PathRow& frame : row.path) json["path"].push_back(PathJson(frame));
  return json;
}

Json ProcessJson(const ReportView& view) {
  Json json = {{"executable", view.executable}};
  Set(&json, "pid", view.pid);
  SetText(&json, "host", view.host);
  SetText(&json, "directory", view.directory);
  json["snapshots"] = view.snapshots;
  json["span_seconds"] = view.span_seconds;
  json["mode"] = view.exact ? "exact" : "sampled";
  json["interval_bytes"] = view.interval_bytes;
  Set(&json, "exit_bytes", view.exit_bytes);
  json["symbolized_fraction"] = view.symbolized_fraction;
  return json;
}

// All that is neither live nor kept nor leaktrace's.
std::optional<int64_t> OtherGrowth(const MemoryView& memory) {
  if (!memory.process_growth) return std::nullopt;
  return *memory.process_growth - memory.live_growth -
         memory.retained_growth.value_or(0) - memory.self_growth.value_or(0);
}

Json MemoryJson(const MemoryView& memory) {
  Json json = Json::object();
  Set(&json, "anonymous_bytes", memory.anonymous_bytes);
  Set(&json, "process_growth_bytes", memory.process_growth);
  json["live_growth_bytes"] = memory.live_growth;
  Set(&json, "retained_growth_bytes", memory.retained_growth);
  Set(&json, "self_growth_bytes", memory.self_growth);
  Set(&json, "other_growth_bytes", OtherGrowth(memory));
  Set(&json, "overhead_growth_bytes", memory.overhead_growth);
  Set(&json, "unexplained_growth_bytes", memory.unexplained_growth);
  for (const MappingRow& row : memory.mappings) {
    json["mappings"].push_back(
        {{"name", row.name}, {"growth_bytes", row.growth_bytes}});
  }
  SetText(&json, "blamed", memory.blamed);
  SetText(&json, "blame", memory.blame);
  Set(&json, "share_explained", memory.share_explained);
  Set(&json, "seconds_to_limit", memory.seconds_to_limit);
  if (!memory.notes.empty()) json["notes"] = memory.notes;
  return json;
}

}  // namespace

std::string RenderReportJson(const ReportView& view) {
  std::vector<std::string> warnings = view.coverage_problems;
  warnings.insert(warnings.end(), view.warnings.begin(), view.warnings.end());
  Json json = {{"schema", "leaktrace.report/1"},
               {"headline", ReportHeadline(view)},
               {"process", ProcessJson(view)},
               {"grouping", view.grouping},
               {"total", TotalsJson(view.total)},
               {"owners", Json::array()},
               {"memory", MemoryJson(view.memory)},
               {"losses", Json::object()},
               {"warnings", warnings}};
  for (const OwnerRow& row : view.owners) {
    json["owners"].push_back(OwnerJson(row));
  }
  if (view.unfiltered_bytes) {
    json["filter"] = {{"shown_bytes", view.total.live_bytes},
                      {"all_bytes", *view.unfiltered_bytes}};
  }
  for (const auto& [name, count] : view.losses) json["losses"][name] = count;
  return JsonText(json);
}

}  // namespace leaktrace::report
