// A list of named values as text and as JSON, in the given order.
#ifndef LEAKTRACE_REPORT_RENDER_KEY_VALUE_RENDER_H_
#define LEAKTRACE_REPORT_RENDER_KEY_VALUE_RENDER_H_

#include <string>
#include <utility>
#include <vector>

#include "report/render/text_style.h"

namespace leaktrace::report {

using KeyValues = std::vector<std::pair<std::string, std::string>>;

std::string RenderKeyValuesText(const KeyValues& values,
                                const TextStyle& style);

// One object; decimal integers become numbers.
std::string RenderKeyValuesJson(const KeyValues& values);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_RENDER_KEY_VALUE_RENDER_H_
