// Arrays of numbers instead of objects, and a table of strings: most of a page
// is stacks. report/render/html/src/data.ts is the reader.
#include "report/render/page_json.h"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "report/render/json_text.h"
#include "report/render/report_json.h"
#include "report/render/report_lines.h"

namespace leaktrace::report {
namespace {

class Strings {
 public:
  size_t Add(const std::string& text) {
    const auto [entry, is_new] = ids_.try_emplace(text, ids_.size());
    if (is_new) list_.push_back(text);
    return entry->second;
  }
  const Json& list() const { return list_; }

 private:
  std::map<std::string, size_t> ids_;
  Json list_ = Json::array();
};

Json ReportPart(const ReportView& view) {
  Json json = Json::parse(RenderReportJson(view));
  // The stacks have all paths.
  for (Json& owner : json["owners"]) owner.erase("path");
  return json;
}

template <typename Number>
Json OrNull(const std::optional<Number>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json PointsJson(const std::vector<PagePoint>& points) {
  Json json = Json::array();
  for (const PagePoint& point : points) {
    json.push_back({point.sequence, point.time_s, point.wall_ns / 1000000,
                    point.live_bytes, OrNull(point.anonymous_bytes),
                    OrNull(point.retained_bytes), OrNull(point.self_bytes)});
  }
  return json;
}

Json OwnerJson(const PageOwner& owner) {
  Json births = Json::array();
  for (const BirthCell& cell : owner.births) {
    births.push_back(cell.column);
    births.push_back(cell.epoch);
    births.push_back(cell.bytes);
  }
  return {{"row", owner.row},
          {"live", owner.live_bytes},
          {"error", owner.error_bytes},
          {"births", births}};
}

Json FramesJson(const std::vector<StackFrame>& frames, Strings* strings) {
  Json json = Json::array();
  for (const StackFrame& frame : frames) {
    json.push_back({strings->Add(frame.function), strings->Add(frame.module),
                    strings->Add(frame.file), frame.line,
                    frame.inlined ? 1 : 0});
  }
  return json;
}

Json ValuesJson(const StackRow& stack, size_t sample_type) {
  Json json = Json::array();
  for (const SampleValues& values : stack.values) {
    json.push_back(values[sample_type]);
  }
  return json;
}

Json StacksJson(const PageView& view, Strings* strings) {
  constexpr size_t kAllocSpaceType = 1;
  Json json = Json::array();
  for (size_t i = 0; i < view.stacks.stacks.size(); ++i) {
    const StackRow& stack = view.stacks.stacks[i];
    json.push_back({stack.frames, view.stack_owners[i],
                    strings->Add(stack.thread), strings->Add(stack.type),
                    ValuesJson(stack, kInuseSpaceType),
                    ValuesJson(stack, kAllocSpaceType)});
  }
  return json;
}

Json MarksJson(const std::vector<PageMark>& marks) {
  Json json = Json::array();
  for (const PageMark& mark : marks) {
    json.push_back(
        {{"row", mark.row}, {"time", mark.time_s}, {"text", mark.text}});
  }
  return json;
}

Json LinesJson(const ReportView& report) {
  Json json = Json::array();
  const auto add = [&json](const std::string& line) {
    if (!line.empty()) json.push_back(line);
  };
  add(ProcessLine(report));
  add(HeapLine(report));
  for (const std::string& line : ReconciliationLines(report)) add(line);
  add(CoverageLine(report));
  return json;
}

std::string EscapeForScript(std::string_view json) {
  std::string text;
  text.reserve(json.size());
  for (const char c : json) {
    switch (c) {
      case '<':
        text += "\\u003c";
        break;
      case '>':
        text += "\\u003e";
        break;
      case '&':
        text += "\\u0026";
        break;
      default:
        text += c;
    }
  }
  return text;
}

}  // namespace

std::string RenderPageJson(const PageView& view) {
  Strings strings;
  Json owners = Json::array();
  for (const PageOwner& owner : view.owners) owners.push_back(OwnerJson(owner));
  Json json = {{"schema", "leaktrace.page/1"},
               {"report", ReportPart(view.report)},
               {"lines", LinesJson(view.report)},
               {"has_times", view.has_times},
               {"points", PointsJson(view.points)},
               {"owners", owners},
               {"birth_points", view.birth_points},
               {"moments", view.moments},
               {"frames", FramesJson(view.stacks.frames, &strings)},
               {"stacks", StacksJson(view, &strings)},
               {"marks", MarksJson(view.marks)},
               {"notes", view.notes}};
  json["strings"] = strings.list();
  return EscapeForScript(
      json.dump(-1, ' ', false, Json::error_handler_t::replace));
}

}  // namespace leaktrace::report
