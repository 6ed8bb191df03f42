// How every JSON output of the command is written. For .cc files only: it pulls
// in the JSON library.
#ifndef LEAKTRACE_REPORT_RENDER_JSON_TEXT_H_
#define LEAKTRACE_REPORT_RENDER_JSON_TEXT_H_

#include <string>

#include "nlohmann/json.hpp"

namespace leaktrace::report {

using Json = nlohmann::ordered_json;

// Indented, newline at the end, never throws on bad UTF-8.
inline std::string JsonText(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

// An empty text is not known, and left out.
inline void SetText(Json* json, const char* key, const std::string& text) {
  if (!text.empty()) (*json)[key] = text;
}

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_RENDER_JSON_TEXT_H_
