// Both outputs sort first, so that neither depends on the order of the rows.
#include "report/render/top_render.h"

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>

#include "report/render/json_text.h"
#include "report/render/sample_values_json.h"
#include "report/render/shown_line.h"
#include "report/render/text_table.h"
#include "report/render/units.h"

namespace leaktrace::report {
namespace {

void Sort(TopView* view) {
  const size_t type = view->sample_type;
  const auto rank = [&](const TopRow& row) {
    const int64_t flat = row.flat[type];
    const int64_t cumulative = row.cumulative[type];
    return view->by_cumulative ? std::pair(-cumulative, -flat)
                               : std::pair(-flat, -cumulative);
  };
  std::sort(view->rows.begin(), view->rows.end(),
            [&](const TopRow& a, const TopRow& b) {
              return std::tuple(rank(a), a.function, a.module) <
                     std::tuple(rank(b), b.function, b.module);
            });
}

std::string Percent(int64_t part, int64_t whole) {
  return whole == 0 ? ""
                    : FormatPercent(static_cast<double>(part) /
                                    static_cast<double>(whole));
}

}  // namespace

std::string RenderTopText(TopView view, size_t limit, const TextStyle& style) {
  Sort(&view);
  const size_t type = view.sample_type;
  const int64_t total = view.total[type];
  TextTable table({{"flat"},
                   {"flat%"},
                   {"sum%"},
                   {"cum"},
                   {"cum%"},
                   {"function", Align::kLeft, true},
                   {"module", Align::kLeft}});
  int64_t sum = 0;
  const size_t shown = std::min(limit, view.rows.size());
  for (size_t i = 0; i < shown; ++i) {
    const TopRow& row = view.rows[i];
    sum += row.flat[type];
    table.AddRow({FormatSampleValue(row.flat[type], type),
                  Percent(row.flat[type], total), Percent(sum, total),
                  FormatSampleValue(row.cumulative[type], type),
                  Percent(row.cumulative[type], total),
                  FormatInstances(row.instances, row.function), row.module});
  }
  std::string text = ShownLine(type, view.total, view.unfiltered) + ", " +
                     FormatCount(static_cast<int64_t>(shown)) + " of " +
                     FormatCount(static_cast<int64_t>(view.rows.size())) +
                     " functions\n";
  return text + table.Format(style);
}

std::string RenderTopJson(TopView view) {
  Sort(&view);
  Json json = {{"schema", "leaktrace.top/1"},
               {"source", view.source},
               {"sample_type", kSampleTypeNames[view.sample_type]},
               {"total", ValuesJson(view.total)},
               {"functions", Json::array()}};
  SetUnfiltered(view.unfiltered, &json);
  for (const TopRow& row : view.rows) {
    Json entry = {{"function", row.function},
                  {"module", row.module},
                  {"flat", ValuesJson(row.flat)},
                  {"cumulative", ValuesJson(row.cumulative)}};
    if (row.instances) entry["instances"] = *row.instances;
    json["functions"].push_back(std::move(entry));
  }
  return JsonText(json);
}

std::string FormatSampleValue(int64_t value, size_t sample_type) {
  return IsBytes(sample_type) ? FormatBytes(static_cast<double>(value))
                              : FormatCount(value);
}

}  // namespace leaktrace::report
