// Two passes: widths of all columns, then the lines.
#include "report/render/text_table.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace leaktrace::report {
namespace {

constexpr std::string_view kGap = "  ";
constexpr std::string_view kCut = "..";
constexpr int kLeastWidth = 16;

bool IsContinuation(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

// The first `width` characters, the last ones replaced if any are missing.
std::string Fit(const std::string& text, int width) {
  if (DisplayWidth(text) <= width) return text;
  const int keep = std::max(0, width - static_cast<int>(kCut.size()));
  size_t end = 0;
  for (int shown = 0; end < text.size(); ++end) {
    if (!IsContinuation(text[end]) && shown++ == keep) break;
  }
  return text.substr(0, end) + std::string(kCut);
}

}  // namespace

TextTable::TextTable(std::vector<TableColumn> columns)
    : columns_(std::move(columns)) {}

void TextTable::AddRow(std::vector<std::string> cells) {
  cells.resize(columns_.size());
  for (std::string& cell : cells) cell = Printable(cell);
  rows_.push_back(std::move(cells));
}

std::string TextTable::Format(const TextStyle& style) const {
  const std::vector<int> widths = Widths(style);
  std::vector<std::string> titles;
  for (const TableColumn& column : columns_) titles.push_back(column.title);
  std::string text = style.Dim(Line(titles, widths)) + "\n";
  for (const std::vector<std::string>& row : rows_) {
    text += Line(row, widths) + "\n";
  }
  return text;
}

// 0 for a column that is left out.
std::vector<int> TextTable::Widths(const TextStyle& style) const {
  std::vector<int> widths(columns_.size(), 0);
  for (const std::vector<std::string>& row : rows_) {
    for (size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], DisplayWidth(row[i]));
    }
  }
  int total = 0;
  for (size_t i = 0; i < widths.size(); ++i) {
    if (widths[i] == 0) continue;
    widths[i] = std::max(widths[i], DisplayWidth(columns_[i].title));
    total += widths[i] + static_cast<int>(kGap.size());
  }
  for (size_t i = 0; i < widths.size() && style.width > 0; ++i) {
    const int excess = total - style.width;
    if (!columns_[i].gives_way || excess <= 0) continue;
    const int cut = std::min(excess, std::max(0, widths[i] - kLeastWidth));
    widths[i] -= cut;
    total -= cut;
  }
  return widths;
}

std::string TextTable::Line(const std::vector<std::string>& cells,
                            const std::vector<int>& widths) const {
  std::string line;
  for (size_t i = 0; i < cells.size(); ++i) {
    if (widths[i] == 0) continue;
    const std::string cell = Fit(cells[i], widths[i]);
    const std::string blanks(widths[i] - DisplayWidth(cell), ' ');
    if (!line.empty()) line += kGap;
    line += columns_[i].align == Align::kRight ? blanks + cell : cell + blanks;
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

int DisplayWidth(std::string_view text) {
  return static_cast<int>(std::count_if(
      text.begin(), text.end(), [](char c) { return !IsContinuation(c); }));
}

std::string Printable(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F) c = '?';
  }
  return result;
}

}  // namespace leaktrace::report
