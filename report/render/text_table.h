// Rows of text in aligned columns. One column may give way when the lines would
// not fit the width.
#ifndef LEAKTRACE_REPORT_RENDER_TEXT_TABLE_H_
#define LEAKTRACE_REPORT_RENDER_TEXT_TABLE_H_

#include <string>
#include <string_view>
#include <vector>

#include "report/render/text_style.h"

namespace leaktrace::report {

enum class Align { kLeft, kRight };

struct TableColumn {
  std::string title;
  Align align = Align::kRight;
  bool gives_way = false;  // cut, with "..", to fit the width
};

class TextTable {
 public:
  explicit TextTable(std::vector<TableColumn> columns);

  // One cell per column. Control characters are shown as '?'.
  void AddRow(std::vector<std::string> cells);

  // Title line and rows, each ended by a newline, without trailing blanks. A
  // column that is empty in every row is left out.
  std::string Format(const TextStyle& style) const;

 private:
  std::vector<int> Widths(const TextStyle& style) const;
  std::string Line(const std::vector<std::string>& cells,
                   const std::vector<int>& widths) const;

  std::vector<TableColumn> columns_;
  std::vector<std::vector<std::string>> rows_;
};

// Columns that UTF-8 text takes on a terminal, one per character.
int DisplayWidth(std::string_view text);

// Names come from files: what could drive a terminal becomes '?'.
std::string Printable(std::string_view text);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_RENDER_TEXT_TABLE_H_
