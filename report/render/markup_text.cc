// See markup_text.h.
#include "report/render/markup_text.h"

#include <string>
#include <string_view>

#include "report/render/text_table.h"

namespace leaktrace::report {
namespace {

std::string_view EntityOf(char c) {
  switch (c) {
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '&':
      return "&amp;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return "";
  }
}

}  // namespace

std::string MarkupText(std::string_view text) {
  std::string safe;
  for (const char c : Printable(text)) {
    const std::string_view entity = EntityOf(c);
    if (entity.empty()) {
      safe += c;
    } else {
      safe += entity;
    }
  }
  return safe;
}

}  // namespace leaktrace::report
