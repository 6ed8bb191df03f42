// Values come from another process: they are treated as hostile text.
#include "report/render/key_value_render.h"

#include <charconv>
#include <cstdint>
#include <string>

#include "report/render/json_text.h"
#include "report/render/text_table.h"

namespace leaktrace::report {
namespace {

Json ValueJson(const std::string& text) {
  int64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  if (error == std::errc() && rest == end) return number;
  return text;
}

}  // namespace

std::string RenderKeyValuesText(const KeyValues& values,
                                const TextStyle& style) {
  size_t width = 0;
  for (const auto& [key, value] : values) width = std::max(width, key.size());
  std::string text;
  for (const auto& [key, value] : values) {
    text += style.Dim(Printable(key)) +
            std::string(width - key.size() + 2, ' ') + Printable(value) + "\n";
  }
  return text;
}

std::string RenderKeyValuesJson(const KeyValues& values) {
  Json json = Json::object();
  for (const auto& [key, value] : values) json[key] = ValueJson(value);
  return JsonText(json);
}

}  // namespace leaktrace::report
