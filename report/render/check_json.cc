// Facts that are not known are left out rather than null.
#include <cmath>
#include <optional>
#include <string>

#include "report/render/check_render.h"
#include "report/render/json_text.h"

namespace leaktrace::report {
namespace {

// JSON has no infinity; without a bound there is none.
void SetNumber(Json* json, const char* key, std::optional<double> value) {
  if (value && std::isfinite(*value)) (*json)[key] = *value;
}

Json RowJson(const CheckRow& row) {
  Json json = {{"status", CheckStatusName(row.status)},
               {"rule", row.rule},
               {"subject", row.subject}};
  SetText(&json, "module", row.module);
  json["message"] = row.message;
  SetText(&json, "origin", row.origin);
  SetText(&json, "evidence", row.evidence);
  SetText(&json, "next_step", row.next_step);
  SetText(&json, "unit", row.unit);
  SetNumber(&json, "value", row.value);
  SetNumber(&json, "low", row.low);
  SetNumber(&json, "high", row.high);
  SetNumber(&json, "limit", row.limit);
  SetNumber(&json, "base", row.base);
  for (const PathRow& frame : row.path) json["path"].push_back(frame.function);
  return json;
}

}  // namespace

std::string RenderCheckJson(const CheckView& view) {
  Json json = {{"schema", "leaktrace.check/1"},
               {"status", CheckStatusName(view.status)},
               {"exit_status", view.exit_status},
               {"headline", CheckHeadline(view)},
               {"executable", view.executable}};
  SetText(&json, "directory", view.directory);
  SetText(&json, "base_directory", view.base_directory);
  json["snapshots"] = view.snapshots;
  json["span_seconds"] = view.span_seconds;
  SetNumber(&json, "detectable_bytes_per_minute",
            view.detectable_bytes_per_minute);
  json["rows"] = Json::array();
  for (const CheckRow& row : view.rows) json["rows"].push_back(RowJson(row));
  json["notes"] = view.notes;
  return JsonText(json);
}

}  // namespace leaktrace::report
