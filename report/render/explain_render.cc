// See explain_render.h.
#include "report/render/explain_render.h"

#include "report/render/json_text.h"
#include "report/render/text_table.h"
#include "report/render/units.h"

namespace leaktrace::report {
namespace {

std::string Decision(const ExplainFrame& frame) {
  if (frame.rule.empty()) return "no rule: the program's own";
  return frame.rule + "  (" + frame.origin + ")";
}

}  // namespace

std::string RenderExplainText(const ExplainView& view, const TextStyle& style) {
  TextTable table({{"", Align::kLeft},
                   {"frame", Align::kLeft, true},
                   {"module", Align::kLeft},
                   {"place", Align::kLeft},
                   {"rule", Align::kLeft}});
  for (const ExplainFrame& frame : view.frames) {
    table.AddRow({frame.is_owner ? ">" : "", frame.function, frame.module,
                  frame.place, Decision(frame)});
  }
  std::string text = FormatBytes(static_cast<double>(view.live_bytes)) +
                     " in " + FormatCount(view.live_objects) +
                     " objects, from the allocation " + "outwards\n" +
                     table.Format(style) + "\nowner: " + Printable(view.owner) +
                     "\nbecause: " + view.reason + "\n";
  if (!view.type.empty()) text += "type: " + Printable(view.type) + "\n";
  return text;
}

std::string RenderExplainJson(const ExplainView& view) {
  Json json = {{"schema", "leaktrace.explain/1"},
               {"source", view.source},
               {"live_bytes", view.live_bytes},
               {"live_objects", view.live_objects},
               {"owner", view.owner},
               {"reason", view.reason},
               {"frames", Json::array()}};
  if (!view.type.empty()) json["type"] = view.type;
  for (const ExplainFrame& frame : view.frames) {
    Json row = {{"function", frame.function},
                {"module", frame.module},
                {"place", frame.place},
                {"owner", frame.is_owner}};
    if (!frame.rule.empty()) {
      row["class"] = frame.frame_class;
      row["rule"] = frame.rule;
      row["origin"] = frame.origin;
    }
    json["frames"].push_back(std::move(row));
  }
  return JsonText(json);
}

}  // namespace leaktrace::report
