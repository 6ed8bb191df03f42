// One line per row that did not pass, a count of those that did.
#include <algorithm>
#include <cstdint>
#include <string>

#include "report/render/check_render.h"
#include "report/render/report_lines.h"
#include "report/render/text_table.h"
#include "report/render/units.h"

namespace leaktrace::report {
namespace {

constexpr size_t kFramesShown = 8;
constexpr char kIndent[] = "    ";

int64_t Count(const CheckView& view, CheckStatus status) {
  return std::count_if(
      view.rows.begin(), view.rows.end(),
      [status](const CheckRow& row) { return row.status == status; });
}

// From the owner outwards: what lies below it is plumbing.
std::string Frames(const CheckRow& row) {
  const auto is_owner = [](const PathRow& frame) { return frame.owner; };
  auto frame = std::find_if(row.path.begin(), row.path.end(), is_owner);
  if (frame == row.path.end()) frame = row.path.begin();
  std::string text;
  for (size_t shown = 0; frame != row.path.end(); ++frame, ++shown) {
    if (shown == kFramesShown) return text + " <- ..";
    text += (shown == 0 ? "" : " <- ") + Printable(frame->function);
  }
  return text;
}

std::string Detail(const char* title, const std::string& text) {
  return text.empty() ? "" : kIndent + (title + Printable(text)) + "\n";
}

std::string RowText(const CheckRow& row, const TextStyle& style) {
  const std::string status(CheckStatusName(row.status));
  std::string text =
      row.status == CheckStatus::kFailed ? style.Red(status) : status;
  text += "  " + row.rule + "  " + style.Bold(Printable(row.subject));
  if (!row.module.empty()) text += " [" + Printable(row.module) + "]";
  text += ": " + Printable(row.message) + "\n";
  if (row.status == CheckStatus::kSuppressed) return text;
  return text + Detail("evidence: ", row.evidence) +
         Detail("next step: ", row.next_step) + Detail("path: ", Frames(row));
}

std::string RunText(const CheckView& view) {
  std::string text =
      view.executable.empty() ? "process" : Printable(view.executable);
  text += ": " + SnapshotsText(view.snapshots, view.span_seconds);
  if (!view.base_directory.empty()) {
    text += ", compared with " + Printable(view.base_directory);
  }
  return text + "\n";
}

}  // namespace

std::string CheckHeadline(const CheckView& view) {
  const int64_t bad = Count(view, view.status);
  const auto all = static_cast<int64_t>(view.rows.size());
  const std::string of = FormatCount(bad) + " of " + FormatCount(all) +
                         (all == 1 ? " check" : " checks");
  switch (view.status) {
    case CheckStatus::kFailed:
      return "failed: " + of + " beyond the limit";
    case CheckStatus::kUndecided:
      return "undecided: " + of + " cannot be told from this run";
    case CheckStatus::kSuppressed:
      return "passed: " + of + " suppressed";
    case CheckStatus::kPassed:
      return "passed: " + of + " within the limits";
  }
  return "";
}

std::string RenderCheckText(const CheckView& view, const TextStyle& style) {
  std::string text = style.Bold(CheckHeadline(view)) + "\n" + RunText(view);
  for (const CheckRow& row : view.rows) {
    if (row.status != CheckStatus::kPassed) text += RowText(row, style);
  }
  const int64_t passed = Count(view, CheckStatus::kPassed);
  if (passed > 0 && view.status != CheckStatus::kPassed) {
    text += FormatCount(passed) + " passed\n";
  }
  for (const std::string& note : view.notes) {
    text += "note: " + Printable(note) + "\n";
  }
  if (!view.detectable.empty()) text += Printable(view.detectable) + "\n";
  return text;
}

}  // namespace leaktrace::report
