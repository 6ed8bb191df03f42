// The values of the four sample types as a JSON object. For .cc files only.
#ifndef LEAKTRACE_REPORT_RENDER_SAMPLE_VALUES_JSON_H_
#define LEAKTRACE_REPORT_RENDER_SAMPLE_VALUES_JSON_H_

#include <cstddef>
#include <optional>

#include "report/render/json_text.h"
#include "report/render/top_view.h"

namespace leaktrace::report {

inline Json ValuesJson(const SampleValues& values) {
  Json json = Json::object();
  for (size_t i = 0; i < values.size(); ++i) {
    json[kSampleTypeNames[i]] = values[i];
  }
  return json;
}

// What there was before a filter, if there is one.
inline void SetUnfiltered(const std::optional<SampleValues>& values,
                          Json* json) {
  if (values) (*json)["unfiltered"] = ValuesJson(*values);
}

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_RENDER_SAMPLE_VALUES_JSON_H_
