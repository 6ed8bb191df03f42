// Stacks may be hundreds of calls deep: the walk keeps its own stack.
#include "report/render/tree_render.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <tuple>
#include <vector>

#include "report/render/json_text.h"
#include "report/render/sample_values_json.h"
#include "report/render/shown_line.h"
#include "report/render/text_table.h"
#include "report/render/top_render.h"
#include "report/render/units.h"

namespace leaktrace::report {
namespace {

constexpr size_t kIndentLimit = 60;

int64_t ValueOf(const TreeView& view, uint32_t row) {
  return view.rows[row].cumulative[view.sample_type];
}

std::vector<uint32_t> SortedChildren(const TreeView& view, uint32_t row) {
  std::vector<uint32_t> children = view.rows[row].children;
  const auto key = [&](uint32_t child) {
    return std::tuple(-ValueOf(view, child), view.rows[child].function,
                      view.rows[child].module);
  };
  std::sort(children.begin(), children.end(),
            [&](uint32_t a, uint32_t b) { return key(a) < key(b); });
  return children;
}

class TreeText {
 public:
  TreeText(const TreeView& view, const TextStyle& style)
      : view_(view),
        style_(style),
        table_({{"value"}, {"share"}, {"calls", Align::kLeft, true}}) {}

  std::string Format() {
    PushChildren({0, 0, 0, ""});
    while (!pending_.empty()) {
      const Pending next = pending_.back();
      pending_.pop_back();
      if (next.row == 0) {
        AddLine(next.value, next.name);
      } else {
        AddRow(next.row, next.depth);
        PushChildren(next);
      }
    }
    return table_.Format(style_);
  }

 private:
  // A call, or, with row 0, the folded ones: a line that is ready.
  struct Pending {
    uint32_t row = 0;
    size_t depth = 0;
    int64_t value = 0;
    std::string name;
  };

  // In reverse: the last one pushed is shown first.
  void PushChildren(const Pending& parent) {
    const std::vector<uint32_t> children = SortedChildren(view_, parent.row);
    const size_t kept = CountKept(children);
    PushFolded(children, kept, parent.depth + 1);
    for (size_t i = kept; i-- > 0;) {
      pending_.push_back({children[i], parent.depth + 1, 0, ""});
    }
  }

  static std::string Indent(size_t depth) {
    return std::string(2 * std::min(depth - 1, kIndentLimit), ' ');
  }

  double Share(int64_t value) const {
    const int64_t total = ValueOf(view_, 0);
    return total == 0 ? 0
                      : static_cast<double>(value) / static_cast<double>(total);
  }

  size_t CountKept(const std::vector<uint32_t>& children) const {
    size_t kept = 0;
    while (kept < children.size() &&
           std::abs(Share(ValueOf(view_, children[kept]))) >=
               view_.least_fraction) {
      ++kept;
    }
    return kept;
  }

  void AddRow(uint32_t row, size_t depth) {
    const TreeRow& node = view_.rows[row];
    std::string name = Indent(depth) + node.function;
    const bool names_module =
        node.module.empty() || node.function.starts_with(node.module + "+");
    if (!names_module) name += "  [" + node.module + "]";
    AddLine(ValueOf(view_, row), name);
  }

  void PushFolded(const std::vector<uint32_t>& children, size_t kept,
                  size_t depth) {
    int64_t value = 0;
    for (size_t i = kept; i < children.size(); ++i) {
      value += ValueOf(view_, children[i]);
    }
    if (value == 0) return;
    const auto count = static_cast<int64_t>(children.size() - kept);
    pending_.push_back({0, depth, value,
                        Indent(depth) + "[" + FormatCount(count) + " others]"});
  }

  void AddLine(int64_t value, const std::string& name) {
    table_.AddRow({FormatSampleValue(value, view_.sample_type),
                   FormatPercent(Share(value)), name});
  }

  const TreeView& view_;
  const TextStyle& style_;
  TextTable table_;
  std::vector<Pending> pending_;
};

}  // namespace

std::string RenderTreeText(const TreeView& view, const TextStyle& style) {
  if (view.rows.empty()) return "";
  return ShownLine(view.sample_type, view.rows[0].cumulative, view.unfiltered) +
         "\n" + TreeText(view, style).Format();
}

// Nodes refer to their children by index: nesting would be as deep as stacks.
std::string RenderTreeJson(const TreeView& view) {
  Json json = {{"schema", "leaktrace.tree/1"},
               {"source", view.source},
               {"sample_type", kSampleTypeNames[view.sample_type]},
               {"nodes", Json::array()}};
  SetUnfiltered(view.unfiltered, &json);
  for (uint32_t i = 0; i < view.rows.size(); ++i) {
    const TreeRow& row = view.rows[i];
    json["nodes"].push_back({{"function", row.function},
                             {"module", row.module},
                             {"flat", ValuesJson(row.flat)},
                             {"cumulative", ValuesJson(row.cumulative)},
                             {"children", SortedChildren(view, i)}});
  }
  return JsonText(json);
}

}  // namespace leaktrace::report
