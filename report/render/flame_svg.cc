// See flame_svg.h.
#include "report/render/flame_svg.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "report/render/markup_text.h"
#include "report/render/text_table.h"
#include "report/render/units.h"

namespace leaktrace::report {
namespace {

constexpr double kWidth = 1200;
constexpr double kMargin = 10;
constexpr double kTop = 34;
constexpr double kRow = 18;
constexpr double kLeastBoxWidth = 0.4;
constexpr double kCharacter = 6.6;
// The colours of the page, one per module.
constexpr std::array<const char*, 8> kColours = {
    "#f0c987", "#a9d5c3", "#b9cbe8", "#e7bcd3",
    "#d9d08f", "#c8b8e0", "#f2b8a0", "#b5dbe6"};

struct Node {
  std::string module;
  int64_t value = 0;
  std::map<std::pair<std::string, std::string>, Node> children;  // by name
};

Node BuildTree(const StackView& view, size_t sample_type) {
  Node root;
  for (const StackRow& stack : view.stacks) {
    const int64_t value = stack.values.front()[sample_type];
    if (value <= 0) continue;
    Node* node = &root;
    node->value += value;
    for (size_t i = stack.frames.size(); i-- > 0;) {
      const StackFrame& frame = view.frames[stack.frames[i]];
      node = &node->children[{frame.function, frame.module}];
      node->module = frame.module;
      node->value += value;
    }
  }
  return root;
}

const char* ColourOf(std::string_view module) {
  uint32_t sum = 0;
  for (const char c : module) sum = sum * 31 + static_cast<unsigned char>(c);
  return module.empty() ? "#d5dae0" : kColours[sum % kColours.size()];
}

std::string Number(double value) {
  std::array<char, 32> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%.1f", value);
  return buffer.data();
}

// As much of the name as fits; never cuts a character of UTF-8 in two.
std::string Fit(const std::string& name, double width) {
  const auto most = static_cast<int>(width / kCharacter);
  if (most < 3) return "";
  if (DisplayWidth(name) <= most) return name;
  size_t end = static_cast<size_t>(most) - 2;
  end = std::min(end, name.size());
  while (end > 0 && (name[end] & 0xC0) == 0x80) --end;
  return name.substr(0, end) + "..";
}

class Writer {
 public:
  Writer(size_t sample_type, int64_t total)
      : bytes_(IsBytes(sample_type)), total_(total) {}

  void Add(const std::string& name, const Node& node, double x, double width,
           int depth) {
    if (width < kLeastBoxWidth) return;
    deepest_ = std::max(deepest_, depth);
    AddBox(name, node, x, width, depth);
    for (const auto& [key, child] : node.children) {
      const double share =
          static_cast<double>(child.value) / static_cast<double>(node.value);
      Add(key.first, child, x, width * share, depth + 1);
      x += width * share;
    }
  }

  const std::string& text() const { return text_; }
  double height() const { return kTop + (deepest_ + 1) * kRow + kMargin; }

 private:
  void AddBox(const std::string& name, const Node& node, double x, double width,
              int depth) {
    const std::string y = Number(kTop + depth * kRow);
    const auto value = static_cast<double>(node.value);
    text_ += "<g><title>" + MarkupText(name) + ": " +
             (bytes_ ? FormatBytes(value) : FormatCount(node.value)) + ", " +
             FormatPercent(value / static_cast<double>(total_)) +
             (node.module.empty() ? "" : ", " + MarkupText(node.module)) +
             "</title><rect x=\"" + Number(x) + "\" y=\"" + y + "\" width=\"" +
             Number(std::max(0.3, width - 0.5)) +
             "\" height=\"17\" rx=\"2\" fill=\"" + ColourOf(node.module) +
             "\"/>";
    const std::string shown = Fit(Printable(name), width - 6);
    if (!shown.empty()) {
      text_ += "<text x=\"" + Number(x + 3) + "\" y=\"" +
               Number(kTop + depth * kRow + 12.5) + "\">" + MarkupText(shown) +
               "</text>";
    }
    text_ += "</g>\n";
  }

  bool bytes_;
  int64_t total_;
  int deepest_ = 0;
  std::string text_;
};

}  // namespace

std::string RenderFlameSvg(const StackView& view, size_t sample_type,
                           const std::string& title) {
  const Node root = BuildTree(view, sample_type);
  Writer writer(sample_type, std::max<int64_t>(1, root.value));
  writer.Add("all", root, kMargin, kWidth - 2 * kMargin, 0);
  const std::string height = Number(writer.height());
  return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + Number(kWidth) +
         "\" height=\"" + height + "\" viewBox=\"0 0 " + Number(kWidth) + " " +
         height +
         "\" font-family=\"monospace\" font-size=\"11\" role=\"img\">\n"
         "<title>" +
         MarkupText(title) +
         "</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n"
         "<text x=\"10\" y=\"21\" font-size=\"14\" font-weight=\"bold\">" +
         MarkupText(title) + "</text>\n" + writer.text() + "</svg>\n";
}

}  // namespace leaktrace::report
