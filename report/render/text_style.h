// How text may look on the stream it goes to. The default suits a file.
#ifndef LEAKTRACE_REPORT_RENDER_TEXT_STYLE_H_
#define LEAKTRACE_REPORT_RENDER_TEXT_STYLE_H_

#include <string>
#include <string_view>

namespace leaktrace::report {

struct TextStyle {
  bool colour = false;
  int width = 0;  // columns; 0: as wide as it gets

  std::string Bold(std::string_view text) const { return Wrap("1", text); }
  std::string Red(std::string_view text) const { return Wrap("31", text); }
  std::string Dim(std::string_view text) const { return Wrap("2", text); }

 private:
  std::string Wrap(const char* code, std::string_view text) const {
    if (!colour) return std::string(text);
    return std::string("\x1b[") + code + "m" + std::string(text) + "\x1b[0m";
  }
};

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_RENDER_TEXT_STYLE_H_
