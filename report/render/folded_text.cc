// See folded_text.h.
#include "report/render/folded_text.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>

#include "report/render/text_table.h"

namespace leaktrace::report {
namespace {

std::string FrameText(const StackFrame& frame) {
  std::string text = Printable(frame.function);
  std::replace(text.begin(), text.end(), ';', ':');
  return text;
}

}  // namespace

std::string RenderFolded(const StackView& view, size_t sample_type) {
  // Stacks that differ in lines only have the same names.
  std::map<std::string, int64_t> lines;
  for (const StackRow& stack : view.stacks) {
    const int64_t value = stack.values.front()[sample_type];
    if (value == 0) continue;
    std::string line;
    for (auto frame = stack.frames.rbegin(); frame != stack.frames.rend();
         ++frame) {
      if (!line.empty()) line += ';';
      line += FrameText(view.frames[*frame]);
    }
    lines[line] += value;
  }
  std::string text;
  for (const auto& [line, value] : lines) {
    text += line + " " + std::to_string(value) + "\n";
  }
  return text;
}

}  // namespace leaktrace::report
