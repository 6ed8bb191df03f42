// GitHub's flavour: a heading, a table, the call paths folded away.
#include <string>
#include <string_view>

#include "report/render/check_render.h"
#include "report/render/report_lines.h"
#include "report/render/text_table.h"
#include "report/render/units.h"

namespace leaktrace::report {
namespace {

std::string EscapeHtml(std::string_view text) {
  std::string escaped;
  for (const char c : Printable(text)) {
    switch (c) {
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '&':
        escaped += "&amp;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

// Nothing in a name may end the cell, start markup or be taken for HTML.
std::string EscapeMarkdown(std::string_view text) {
  constexpr std::string_view kMarkup = "|\\`*_[]~@#";
  std::string escaped;
  for (const char c : EscapeHtml(text)) {
    if (kMarkup.find(c) != std::string_view::npos) escaped += '\\';
    escaped += c;
  }
  return escaped;
}

// Elsewhere GitHub makes a picture of "a::b::c".
std::string Code(std::string_view text) {
  return "<code>" + EscapeMarkdown(text) + "</code>";
}

std::string TableRow(const CheckRow& row) {
  std::string subject = Code(row.subject);
  if (!row.module.empty()) subject += " (" + Code(row.module) + ")";
  return "| " + std::string(CheckStatusName(row.status)) + " | " +
         EscapeMarkdown(row.rule) + " | " + subject + " | " +
         EscapeMarkdown(row.message) + " |\n";
}

std::string Details(const CheckRow& row) {
  std::string text = "<details><summary><code>" + EscapeHtml(row.subject) +
                     "</code>: evidence and call path</summary>\n\n";
  if (!row.evidence.empty()) text += "- " + EscapeMarkdown(row.evidence) + "\n";
  if (!row.next_step.empty()) {
    text += "- next step: " + EscapeMarkdown(row.next_step) + "\n";
  }
  for (const PathRow& frame : row.path) {
    text += "  1. " + Code(frame.function);
    if (!frame.file.empty()) {
      text += " (" + Code(frame.file + ":" + std::to_string(frame.line)) + ")";
    }
    text += "\n";
  }
  return text + "\n</details>\n\n";
}

bool HasDetails(const CheckRow& row) {
  return row.status >= CheckStatus::kUndecided &&
         (!row.evidence.empty() || !row.path.empty());
}

}  // namespace

std::string RenderCheckMarkdown(const CheckView& view) {
  std::string text = "## leaktrace: " + CheckHeadline(view) + "\n\n" +
                     EscapeMarkdown(view.executable) + ", " +
                     SnapshotsText(view.snapshots, view.span_seconds) + ". " +
                     EscapeMarkdown(view.detectable) + "\n\n" +
                     "| status | rule | owner | what |\n|---|---|---|---|\n";
  for (const CheckRow& row : view.rows) text += TableRow(row);
  text += "\n";
  for (const CheckRow& row : view.rows) {
    if (HasDetails(row)) text += Details(row);
  }
  for (const std::string& note : view.notes)
    text += "- " + EscapeMarkdown(note) + "\n";
  return text;
}

}  // namespace leaktrace::report
