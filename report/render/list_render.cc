// As pprof lays it out: flat, cumulative, line number, text.
#include "report/render/list_render.h"

#include <algorithm>
#include <tuple>

#include "report/render/sample_values_json.h"
#include "report/render/shown_line.h"
#include "report/render/text_table.h"
#include "report/render/top_render.h"
#include "report/render/units.h"

namespace leaktrace::report {
namespace {

constexpr int kValueWidth = 10;

void Sort(ListView* view) {
  const size_t type = view->sample_type;
  const auto key = [type](const ListEntry& entry) {
    return std::tuple(-entry.function.cumulative[type], entry.function.function,
                      entry.function.module, entry.file);
  };
  std::sort(
      view->entries.begin(), view->entries.end(),
      [&](const ListEntry& a, const ListEntry& b) { return key(a) < key(b); });
}

std::string RightAligned(const std::string& text, int width) {
  const int missing = width - DisplayWidth(text);
  return std::string(static_cast<size_t>(std::max(missing, 0)), ' ') + text;
}

// Nothing for nothing, as most lines have none.
std::string Value(int64_t value, size_t type) {
  return RightAligned(value == 0 ? "." : FormatSampleValue(value, type),
                      kValueWidth);
}

std::string EntryText(const ListEntry& entry, size_t type) {
  std::string text =
      Printable(entry.function.function) + "  [" +
      Printable(entry.function.module) + "]  " +
      Printable(entry.file.empty() ? "no debug information" : entry.file) +
      "\n" + Value(entry.function.flat[type], type) + " " +
      Value(entry.function.cumulative[type], type) + "  in total\n";
  if (!entry.problem.empty()) text += Printable(entry.problem) + "\n";
  for (const ListLine& line : entry.lines) {
    const std::string number =
        line.number > 0 ? std::to_string(line.number) : "?";
    text += Value(line.flat[type], type) + " " +
            Value(line.cumulative[type], type) + " " + RightAligned(number, 7);
    text += line.text.empty() ? "\n" : "  " + Printable(line.text) + "\n";
  }
  return text;
}

}  // namespace

std::string RenderListText(ListView view) {
  Sort(&view);
  const size_t type = view.sample_type;
  std::string text = ShownLine(type, view.total, view.unfiltered) + ", " +
                     FormatCount(static_cast<int64_t>(view.entries.size())) +
                     " functions match\n";
  for (const ListEntry& entry : view.entries) {
    text += "\n" + EntryText(entry, type);
  }
  return text;
}

std::string RenderListJson(ListView view) {
  Sort(&view);
  Json json = {{"schema", "leaktrace.list/1"},
               {"source", view.source},
               {"sample_type", kSampleTypeNames[view.sample_type]},
               {"total", ValuesJson(view.total)},
               {"functions", Json::array()}};
  SetUnfiltered(view.unfiltered, &json);
  for (const ListEntry& entry : view.entries) {
    Json lines = Json::array();
    for (const ListLine& line : entry.lines) {
      lines.push_back({{"line", line.number},
                       {"flat", ValuesJson(line.flat)},
                       {"cumulative", ValuesJson(line.cumulative)},
                       {"text", line.text}});
    }
    json["functions"].push_back({{"function", entry.function.function},
                                 {"module", entry.function.module},
                                 {"file", entry.file},
                                 {"lines", std::move(lines)}});
  }
  return JsonText(json);
}

}  // namespace leaktrace::report
