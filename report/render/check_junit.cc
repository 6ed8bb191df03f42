// The dialect that Jenkins, GitLab and GitHub's actions have in common.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

#include "report/render/check_render.h"
#include "report/render/utf8_text.h"

namespace leaktrace::report {
namespace {

enum class XmlPlace { kText, kAttribute };

std::string EscapeXml(std::string_view text, XmlPlace place) {
  std::string escaped;
  for (const char c : ValidUtf8(text)) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '<') {
      escaped += "&lt;";
    } else if (c == '>') {
      escaped += "&gt;";
    } else if (c == '&') {
      escaped += "&amp;";
    } else if (c == '"') {
      escaped += "&quot;";
    } else if (place == XmlPlace::kAttribute && (c == '\n' || c == '\t')) {
      // Else a parser makes a blank of it.
      escaped += c == '\n' ? "&#10;" : "&#9;";
    } else if (byte < 0x20 && c != '\n' && c != '\t') {
      escaped += '?';  // no XML 1.0 document may hold it
    } else {
      escaped += c;
    }
  }
  return escaped;
}

std::string Attribute(const char* name, std::string_view value) {
  return std::string(" ") + name + "=\"" +
         EscapeXml(value, XmlPlace::kAttribute) + "\"";
}

std::string Body(const CheckRow& row) {
  std::string text = row.message + "\n";
  if (!row.evidence.empty()) text += "evidence: " + row.evidence + "\n";
  if (!row.next_step.empty()) text += "next step: " + row.next_step + "\n";
  for (const PathRow& frame : row.path) text += "  " + frame.function + "\n";
  return EscapeXml(text, XmlPlace::kText);
}

std::string Outcome(const CheckRow& row) {
  switch (row.status) {
    case CheckStatus::kPassed:
      return "";
    case CheckStatus::kSuppressed:
      return "<skipped" + Attribute("message", row.message) + "/>";
    case CheckStatus::kUndecided:
      return "<error" + Attribute("type", row.rule) +
             Attribute("message", row.message) + ">" + Body(row) + "</error>";
    case CheckStatus::kFailed:
      return "<failure" + Attribute("type", row.rule) +
             Attribute("message", row.message) + ">" + Body(row) + "</failure>";
  }
  return "";
}

// Of the run that was judged; some readers want a time and take no other form.
std::string Seconds(double seconds) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%.3f", seconds);
  return text.data();
}

std::string CountText(const CheckView& view, CheckStatus status) {
  return std::to_string(std::count_if(
      view.rows.begin(), view.rows.end(),
      [status](const CheckRow& row) { return row.status == status; }));
}

}  // namespace

std::string RenderCheckJunit(const CheckView& view) {
  const std::string seconds = Seconds(view.span_seconds);
  const std::string counts =
      Attribute("tests", std::to_string(view.rows.size())) +
      Attribute("failures", CountText(view, CheckStatus::kFailed)) +
      Attribute("errors", CountText(view, CheckStatus::kUndecided)) +
      Attribute("time", seconds);
  std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  text += "<testsuites" + counts + ">\n";
  text += "  <testsuite" + Attribute("name", "leaktrace " + view.executable) +
          counts +
          Attribute("skipped", CountText(view, CheckStatus::kSuppressed)) +
          ">\n";
  for (const CheckRow& row : view.rows) {
    text += "    <testcase" + Attribute("classname", "leaktrace." + row.rule) +
            Attribute("name",
                      row.subject +
                          (row.module.empty() ? "" : " [" + row.module + "]")) +
            Attribute("time", "0") + ">" + Outcome(row) + "</testcase>\n";
  }
  std::string notes = view.detectable + "\n";
  for (const std::string& note : view.notes) notes += note + "\n";
  return text + "    <system-out>" + EscapeXml(notes, XmlPlace::kText) +
         "</system-out>\n  </testsuite>\n</testsuites>\n";
}

}  // namespace leaktrace::report
