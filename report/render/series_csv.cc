// See series_csv.h.
#include "report/render/series_csv.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <string>

namespace leaktrace::report {
namespace {

std::string Quoted(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + "\"";
}

std::string Seconds(double seconds) {
  std::array<char, 40> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%.3f", seconds);
  return buffer.data();
}

bool IsNothing(const SampleValues& values) {
  return std::all_of(values.begin(), values.end(),
                     [](int64_t value) { return value == 0; });
}

}  // namespace

std::string RenderSeriesCsv(const SeriesView& view) {
  std::string text = "snapshot,time_s,owner,module";
  for (const char* name : kSampleTypeNames) text += std::string(",") + name;
  text += "\r\n";
  for (size_t i = 0; i < view.points.size(); ++i) {
    const PagePoint& point = view.points[i];
    const std::string start =
        std::to_string(point.sequence) + "," + Seconds(point.time_s) + ",";
    for (const SeriesOwner& owner : view.owners) {
      if (IsNothing(owner.values[i])) continue;
      text += start + Quoted(owner.name) + "," + Quoted(owner.module);
      for (const int64_t value : owner.values[i]) {
        text += "," + std::to_string(value);
      }
      text += "\r\n";
    }
  }
  return text;
}

}  // namespace leaktrace::report
