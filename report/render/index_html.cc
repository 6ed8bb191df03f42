// See index_html.h.
#include "report/render/index_html.h"

#include <string>
#include <string_view>
#include <vector>

#include "report/render/markup_text.h"
#include "report/render/units.h"

namespace leaktrace::report {
namespace {

constexpr char kHead[] =
    "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
    "<meta name=\"viewport\" content=\"width=device-width\">"
    "<meta http-equiv=\"refresh\" content=\"10\"><title>leaktrace</title>"
    "<style>body{font:14px/1.5 system-ui,sans-serif;margin:2em auto;"
    "max-width:60em;padding:0 1em;color-scheme:light dark;"
    "background:Canvas;color:CanvasText}table{border-collapse:collapse;"
    "width:100%}th,td{text-align:left;padding:4px 8px;"
    "border-bottom:1px solid color-mix(in srgb,CanvasText 15%,Canvas)}"
    "td:nth-child(n+2),th:nth-child(n+2){text-align:right}"
    "td:first-child{overflow-wrap:anywhere}</style></head><body>";

std::string Row(const IndexRow& row) {
  const std::string link = "series/" + UrlSegment(row.name) + "/";
  return "<tr><td><a href=\"" + link + "\">" + MarkupText(row.name) +
         "</a></td><td>" + FormatCount(row.snapshots) + "</td><td>" +
         FormatDuration(row.age_seconds) + " ago</td><td><a href=\"" + link +
         "debug/pprof/heap\">pprof</a></td></tr>\n";
}

bool IsUnreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' || c == '~';
}

}  // namespace

std::string UrlSegment(std::string_view text) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  std::string safe;
  for (const char c : text) {
    if (IsUnreserved(c)) {
      safe += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    safe += '%';
    safe += kDigits[byte >> 4];
    safe += kDigits[byte & 15];
  }
  return safe;
}

std::string RenderIndexHtml(const std::string& directory,
                            const std::vector<IndexRow>& rows) {
  std::string html = kHead;
  html += "<h1>leaktrace</h1><p>" + MarkupText(directory) + "</p>\n";
  if (rows.empty()) {
    return html +
           "<p>No series yet: start a program with <code>leaktrace run "
           "-- PROGRAM</code>.</p></body></html>\n";
  }
  html +=
      "<table><thead><tr><th>series</th><th>snapshots</th><th>newest</th>"
      "<th>for tools</th></tr></thead><tbody>\n";
  for (const IndexRow& row : rows) html += Row(row);
  return html + "</tbody></table></body></html>\n";
}

}  // namespace leaktrace::report
