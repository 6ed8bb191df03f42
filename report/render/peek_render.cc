// As pprof lays it out: callers above the function, callees below it, each with
// its share of the function's cumulative value.
#include "report/render/peek_render.h"

#include <algorithm>
#include <tuple>

#include "report/render/sample_values_json.h"
#include "report/render/shown_line.h"
#include "report/render/text_table.h"
#include "report/render/top_render.h"
#include "report/render/units.h"

namespace leaktrace::report {
namespace {

void SortEdges(size_t type, std::vector<PeekEdge>* edges) {
  std::sort(edges->begin(), edges->end(),
            [type](const PeekEdge& a, const PeekEdge& b) {
              return std::tuple(-a.values[type], a.function, a.module) <
                     std::tuple(-b.values[type], b.function, b.module);
            });
}

void Sort(PeekView* view) {
  const size_t type = view->sample_type;
  const auto key = [type](const PeekEntry& entry) {
    return std::tuple(-entry.function.cumulative[type], entry.function.function,
                      entry.function.module);
  };
  std::sort(
      view->entries.begin(), view->entries.end(),
      [&](const PeekEntry& a, const PeekEntry& b) { return key(a) < key(b); });
  for (PeekEntry& entry : view->entries) {
    SortEdges(type, &entry.callers);
    SortEdges(type, &entry.callees);
  }
}

std::string Share(int64_t part, int64_t whole) {
  return whole == 0 ? ""
                    : FormatPercent(static_cast<double>(part) /
                                    static_cast<double>(whole));
}

void AddEdges(const std::vector<PeekEdge>& edges, const PeekEntry& entry,
              size_t type, TextTable* table) {
  for (const PeekEdge& edge : edges) {
    table->AddRow({"", "", FormatSampleValue(edge.values[type], type),
                   Share(edge.values[type], entry.function.cumulative[type]),
                   "| " + edge.function, edge.module});
  }
}

std::string EntryText(const PeekEntry& entry, size_t type,
                      const TextStyle& style) {
  TextTable table({{"flat"},
                   {"cum"},
                   {"calls"},
                   {"calls%"},
                   {"function", Align::kLeft, true},
                   {"module", Align::kLeft}});
  AddEdges(entry.callers, entry, type, &table);
  table.AddRow({FormatSampleValue(entry.function.flat[type], type),
                FormatSampleValue(entry.function.cumulative[type], type), "",
                "", entry.function.function, entry.function.module});
  AddEdges(entry.callees, entry, type, &table);
  return table.Format(style);
}

Json EdgesJson(const std::vector<PeekEdge>& edges) {
  Json json = Json::array();
  for (const PeekEdge& edge : edges) {
    json.push_back({{"function", edge.function},
                    {"module", edge.module},
                    {"values", ValuesJson(edge.values)}});
  }
  return json;
}

}  // namespace

std::string RenderPeekText(PeekView view, const TextStyle& style) {
  Sort(&view);
  const size_t type = view.sample_type;
  std::string text = ShownLine(type, view.total, view.unfiltered) + ", " +
                     FormatCount(static_cast<int64_t>(view.entries.size())) +
                     " functions match\n";
  for (const PeekEntry& entry : view.entries) {
    text += "\n" + EntryText(entry, type, style);
  }
  return text;
}

std::string RenderPeekJson(PeekView view) {
  Sort(&view);
  Json json = {{"schema", "leaktrace.peek/1"},
               {"source", view.source},
               {"sample_type", kSampleTypeNames[view.sample_type]},
               {"total", ValuesJson(view.total)},
               {"functions", Json::array()}};
  SetUnfiltered(view.unfiltered, &json);
  for (const PeekEntry& entry : view.entries) {
    json["functions"].push_back(
        {{"function", entry.function.function},
         {"module", entry.function.module},
         {"flat", ValuesJson(entry.function.flat)},
         {"cumulative", ValuesJson(entry.function.cumulative)},
         {"callers", EdgesJson(entry.callers)},
         {"callees", EdgesJson(entry.callees)}});
  }
  return JsonText(json);
}

}  // namespace leaktrace::report
