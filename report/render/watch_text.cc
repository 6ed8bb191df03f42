// See watch_text.h.
#include "report/render/watch_text.h"

#include <algorithm>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "report/render/report_headline.h"
#include "report/render/report_lines.h"
#include "report/render/report_table.h"
#include "report/render/sparkline.h"
#include "report/render/text_table.h"
#include "report/render/units.h"

namespace leaktrace::report {
namespace {

using Lines = std::vector<std::string>;

constexpr size_t kSparkWidth = 12;
constexpr std::string_view kTableKeys =
    "q quit  arrows choose  enter path  s snapshot  p pause/resume  sort: "
    "v verdict l live c change r rate n name";
constexpr std::string_view kDetailKeys = "q quit  esc back  s snapshot";

// The first `width` columns.
std::string Cut(const std::string& line, int width) {
  if (width <= 0 || DisplayWidth(line) <= width) return line;
  std::string cut;
  int columns = 0;
  for (size_t i = 0; i < line.size();) {
    size_t next = i + 1;
    while (next < line.size() && (line[next] & 0xC0) == 0x80) ++next;
    if (++columns > width) break;
    cut.append(line, i, next - i);
    i = next;
  }
  return cut;
}

Lines Split(const std::string& text) {
  Lines lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

// The table without its style: cutting must not cut escape sequences.
Lines TableLines(const WatchView& view, const std::vector<size_t>& order,
                 size_t first, size_t count, int width) {
  std::vector<TableColumn> columns = OwnerColumns(view.report.grouping);
  columns.insert(columns.begin() + 3, {"curve", Align::kLeft});
  TextTable table(columns);
  for (size_t i = first; i < std::min(order.size(), first + count); ++i) {
    const size_t row = order[i];
    Lines cells = OwnerCells(view.report.owners[row]);
    const bool known = row < view.curves.size();
    cells.insert(cells.begin() + 3,
                 known ? Sparkline(view.curves[row], kSparkWidth) : "");
    table.AddRow(cells);
  }
  TextStyle plain;
  plain.width = width;
  return Split(table.Format(plain));
}

class Screen {
 public:
  Screen(size_t height, const TextStyle& style)
      : height_(height), style_(style) {}

  void Add(const std::string& line) {
    lines_.push_back(Cut(line, style_.width));
  }
  void AddBold(const std::string& line) {
    lines_.push_back(style_.Bold(Cut(line, style_.width)));
  }
  void AddChosen(const std::string& line) {
    std::string cut = Cut(line, style_.width);
    const int free = style_.width - DisplayWidth(cut);
    if (free > 0) cut.append(static_cast<size_t>(free), ' ');
    lines_.push_back(style_.colour ? "\x1b[7m" + cut + "\x1b[0m" : cut);
  }

  size_t left() const {
    const size_t used = lines_.size() + 2;
    return used < height_ ? height_ - used : 0;
  }

  // Fills up and puts the message and the keys at the bottom.
  Lines Finish(const std::string& message, std::string_view keys) {
    lines_.resize(height_ > 2 ? height_ - 2 : 0);
    Add(Printable(message));
    lines_.push_back(style_.Dim(Cut(std::string(keys), style_.width)));
    lines_.resize(height_);
    return std::move(lines_);
  }

 private:
  size_t height_;
  const TextStyle& style_;
  Lines lines_;
};

void AddHead(const ReportView& report, Screen* screen) {
  screen->AddBold(ReportHeadline(report));
  for (const std::string& line : {ProcessLine(report), HeapLine(report),
                                  ReconciliationLine(report.memory)}) {
    if (!line.empty()) screen->Add(line);
  }
  screen->Add("");
}

void AddTable(const WatchView& view, int width, Screen* screen) {
  const std::vector<size_t> order = WatchOrder(view);
  const size_t room = std::max<size_t>(2, screen->left()) - 1;
  const size_t selected =
      order.empty() ? 0 : std::min(view.selected, order.size() - 1);
  const size_t first = selected < room ? 0 : selected - room + 1;
  const Lines lines = TableLines(view, order, first, room, width);
  for (size_t i = 0; i < lines.size(); ++i) {
    if (i == 0) {
      screen->AddBold(lines[i]);
    } else if (first + i - 1 == selected) {
      screen->AddChosen(lines[i]);
    } else {
      screen->Add(lines[i]);
    }
  }
}

void AddDetails(const WatchView& view, const OwnerRow& owner, size_t row,
                Screen* screen) {
  screen->AddBold(owner.verdict + (owner.verdict.empty() ? "" : "  ") +
                  Printable(owner.name));
  if (row < view.curves.size()) {
    screen->Add("  " + Sparkline(view.curves[row], 60));
  }
  if (!owner.evidence.empty()) screen->Add("  evidence: " + owner.evidence);
  if (!owner.next_step.empty()) screen->Add("  next step: " + owner.next_step);
  screen->Add("");
  screen->Add("heaviest call path, from the allocation outwards");
  const size_t room = screen->left();
  const size_t shown = owner.path.size() <= room
                           ? owner.path.size()
                           : std::max<size_t>(room, 1) - 1;
  for (size_t i = 0; i < shown; ++i) {
    if (owner.path[i].owner) {
      screen->AddBold(PathLine(owner.path[i]));
    } else {
      screen->Add(PathLine(owner.path[i]));
    }
  }
  if (shown < owner.path.size()) {
    screen->Add("    .. " + std::to_string(owner.path.size() - shown) +
                " more");
  }
}

double SortValue(const OwnerRow& row, WatchSort sort) {
  switch (sort) {
    case WatchSort::kLive:
      return static_cast<double>(row.live_bytes);
    case WatchSort::kChange:
      return static_cast<double>(row.change_bytes.value_or(0));
    case WatchSort::kRate:
      return row.bytes_per_minute.value_or(0);
    case WatchSort::kReport:
    case WatchSort::kName:
      break;
  }
  return 0;
}

}  // namespace

std::vector<size_t> WatchOrder(const WatchView& view) {
  const std::vector<OwnerRow>& owners = view.report.owners;
  std::vector<size_t> order;
  for (size_t i = 0; i < owners.size(); ++i) {
    if (HoldsOrChanged(owners[i])) order.push_back(i);
  }
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    if (view.sort == WatchSort::kName) return owners[a].name < owners[b].name;
    return SortValue(owners[a], view.sort) > SortValue(owners[b], view.sort);
  });
  return order;
}

std::vector<std::string> RenderWatchScreen(const WatchView& view, size_t height,
                                           const TextStyle& style) {
  Screen screen(height, style);
  AddHead(view.report, &screen);
  const std::vector<size_t> order = WatchOrder(view);
  if (!view.details || order.empty()) {
    AddTable(view, style.width, &screen);
    return screen.Finish(view.message, kTableKeys);
  }
  const size_t row = order[std::min(view.selected, order.size() - 1)];
  AddDetails(view, view.report.owners[row], row, &screen);
  return screen.Finish(view.message, kDetailKeys);
}

std::string RenderWatchLine(const ReportView& report) {
  std::string line = FormatCount(report.snapshots) +
                     (report.snapshots == 1 ? " snapshot, " : " snapshots, ") +
                     FormatDuration(report.span_seconds) + ": live heap " +
                     FormatBytes(static_cast<double>(report.total.live_bytes));
  if (report.total.change_bytes) {
    line += ", " +
            FormatSignedBytes(static_cast<double>(*report.total.change_bytes));
  }
  return line + "; " + ReportHeadline(report);
}

}  // namespace leaktrace::report
