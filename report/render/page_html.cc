// Splices the data into the template: after its marker nothing is searched, so
// no name in the data can be mistaken for a marker.
#include "report/render/page_html.h"

#include <string>
#include <string_view>

namespace leaktrace::report {
namespace {

constexpr std::string_view kLiveMarker = "@LEAKTRACE_LIVE@";
constexpr std::string_view kDataMarker = "@LEAKTRACE_DATA@";

}  // namespace

bool HasPage() { return !kPageTemplate.empty(); }

std::string RenderPageHtml(std::string_view json, bool live) {
  const size_t live_at = kPageTemplate.find(kLiveMarker);
  const size_t data_at = kPageTemplate.find(kDataMarker);
  if (live_at > data_at || data_at == std::string_view::npos) return "";
  const size_t between = live_at + kLiveMarker.size();
  std::string page;
  page.reserve(kPageTemplate.size() + json.size());
  page += kPageTemplate.substr(0, live_at);
  page += live ? "1" : "0";
  page += kPageTemplate.substr(between, data_at - between);
  page += json;
  page += kPageTemplate.substr(data_at + kDataMarker.size());
  return page;
}

}  // namespace leaktrace::report
