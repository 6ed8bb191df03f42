// Rows without any change are left out of the text, not of the JSON.
#include "report/render/diff_render.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "report/render/json_text.h"
#include "report/render/shown_line.h"
#include "report/render/text_table.h"
#include "report/render/units.h"

namespace leaktrace::report {
namespace {

std::string Bytes(int64_t bytes) {
  return FormatBytes(static_cast<double>(bytes));
}

std::string IntervalName(int64_t interval_bytes) {
  return interval_bytes <= 1 ? "exact" : "every " + Bytes(interval_bytes);
}

std::string Slope(const std::optional<DiffSlope>& slope) {
  return slope ? FormatSignedBytes(slope->value) : "";
}

std::string Error(double error) {
  return error > 0 ? "± " + FormatBytes(error) : "";
}

std::string NoteOf(const DiffViewRow& row) {
  return row.slope_change() && row.slope_is_noise() ? "noise" : "";
}

// "growth per min: A +1.0 MiB, B +3.0 MiB, B - A +2.0 MiB ± 200.0 KiB".
std::string SlopeHeader(const DiffView& view) {
  const std::optional<DiffSlope> change = view.total.slope_change();
  if (!change) return "";
  std::string text = "growth per " + view.slope_unit + ": A " +
                     Slope(view.total.base_slope) + ", B " +
                     Slope(view.total.head_slope) + ", B - A " + Slope(change);
  if (change->error > 0) text += " " + Error(change->error);
  return text + (view.total.slope_is_noise() ? " (noise)\n" : "\n");
}

std::string SideBytes(int64_t bytes, const std::optional<int64_t>& all) {
  return all ? ShownBytes(bytes, *all) : Bytes(bytes);
}

std::string Header(const DiffView& view) {
  std::string text =
      "B - A: " +
      FormatSignedBytes(static_cast<double>(view.total.change_bytes())) +
      " of live heap";
  if (view.total.error_bytes > 0) {
    text += " ± " + FormatBytes(view.total.error_bytes);
    if (view.total.noise) text += " (noise)";
  }
  text += "\nA: " + Printable(view.base) + " (" +
          SideBytes(view.total.base_bytes, view.base_unfiltered_bytes) + ", " +
          IntervalName(view.base_interval_bytes) +
          ")\nB: " + Printable(view.head) + " (" +
          SideBytes(view.total.head_bytes, view.head_unfiltered_bytes) + ", " +
          IntervalName(view.head_interval_bytes) + ")\n";
  text += SlopeHeader(view);
  if (view.same_run) {
    text +=
        "two snapshots of one run: only births and deaths between them "
        "carry sampling error\n";
  }
  return text;
}

std::vector<std::string> Cells(const DiffViewRow& row) {
  return {Bytes(row.base_bytes),
          Bytes(row.head_bytes),
          FormatSignedBytes(static_cast<double>(row.change_bytes())),
          Error(row.error_bytes),
          FormatCount(row.head_objects - row.base_objects),
          row.change_per_work ? FormatSignedBytes(*row.change_per_work) : "",
          row.noise && row.error_bytes > 0 ? "noise" : "",
          Slope(row.base_slope),
          Slope(row.head_slope),
          Slope(row.slope_change()),
          row.slope_change() ? Error(row.slope_change()->error) : "",
          NoteOf(row),
          row.name,
          row.module};
}

DiffViewRow Fold(const std::vector<const DiffViewRow*>& rows, size_t first) {
  DiffViewRow others;
  double squares = 0;
  for (size_t i = first; i < rows.size(); ++i) {
    others.base_bytes += rows[i]->base_bytes;
    others.head_bytes += rows[i]->head_bytes;
    others.base_objects += rows[i]->base_objects;
    others.head_objects += rows[i]->head_objects;
    squares += rows[i]->error_bytes * rows[i]->error_bytes;
  }
  others.error_bytes = std::sqrt(squares);
  others.noise = std::abs(static_cast<double>(others.change_bytes())) <=
                 others.error_bytes;
  others.name =
      "[" + FormatCount(static_cast<int64_t>(rows.size() - first)) + " others]";
  return others;
}

Json SlopeJson(const DiffSlope& slope) {
  return {{"bytes", slope.value}, {"error", slope.error}};
}

Json RowJson(const DiffViewRow& row) {
  Json json = {{"base_bytes", row.base_bytes},
               {"head_bytes", row.head_bytes},
               {"change_bytes", row.change_bytes()},
               {"error_bytes", row.error_bytes},
               {"base_objects", row.base_objects},
               {"head_objects", row.head_objects},
               {"noise", row.noise}};
  if (row.change_per_work) json["change_per_work"] = *row.change_per_work;
  if (const std::optional<DiffSlope> change = row.slope_change()) {
    json["base_slope"] = SlopeJson(*row.base_slope);
    json["head_slope"] = SlopeJson(*row.head_slope);
    json["slope_change"] = SlopeJson(*change);
    json["slope_noise"] = row.slope_is_noise();
  }
  return json;
}

}  // namespace

std::string RenderDiffText(const DiffView& view, size_t limit,
                           const TextStyle& style) {
  const std::string per = "/" + view.slope_unit;
  TextTable table({{"A"},
                   {"B"},
                   {"B - A"},
                   {"error", Align::kLeft},
                   {"objects"},
                   {"per work"},
                   {"", Align::kLeft},
                   {"A" + per},
                   {"B" + per},
                   {"B - A" + per},
                   {"error", Align::kLeft},
                   {"", Align::kLeft},
                   {view.grouping, Align::kLeft, true},
                   {"module", Align::kLeft}});
  std::vector<const DiffViewRow*> changed;
  for (const DiffViewRow& row : view.rows) {
    if (row.change_bytes() != 0 || !row.slope_is_noise()) {
      changed.push_back(&row);
    }
  }
  const size_t shown = changed.size() <= limit + 1 ? changed.size() : limit;
  for (size_t i = 0; i < shown; ++i) table.AddRow(Cells(*changed[i]));
  if (shown < changed.size()) table.AddRow(Cells(Fold(changed, shown)));
  if (changed.empty()) return Header(view) + "\nno difference\n";
  return Header(view) + "\n" + table.Format(style);
}

std::string RenderDiffJson(const DiffView& view) {
  Json json = {{"schema", "leaktrace.diff/1"},
               {"direction", "B - A"},
               {"base", view.base},
               {"head", view.head},
               {"base_interval_bytes", view.base_interval_bytes},
               {"head_interval_bytes", view.head_interval_bytes},
               {"same_run", view.same_run},
               {"grouping", view.grouping},
               {"total", RowJson(view.total)},
               {"rows", Json::array()}};
  if (view.base_unfiltered_bytes && view.head_unfiltered_bytes) {
    json["unfiltered"] = {{"base_bytes", *view.base_unfiltered_bytes},
                          {"head_bytes", *view.head_unfiltered_bytes}};
  }
  if (!view.slope_unit.empty()) json["slope_per"] = view.slope_unit;
  for (const DiffViewRow& row : view.rows) {
    Json entry = {{"name", row.name}, {"module", row.module}};
    entry.update(RowJson(row));
    json["rows"].push_back(entry);
  }
  return JsonText(json);
}

}  // namespace leaktrace::report
