// See speedscope_json.h.
#include "report/render/speedscope_json.h"

#include <cstdint>
#include <string>
#include <utility>

#include "report/render/json_text.h"

namespace leaktrace::report {
namespace {

Json FrameJson(const StackFrame& frame) {
  Json json = {{"name", frame.function}};
  if (!frame.file.empty()) {
    json["file"] = frame.file;
    if (frame.line > 0) json["line"] = frame.line;
  } else if (!frame.module.empty()) {
    json["file"] = frame.module;
  }
  return json;
}

Json ProfileJson(const StackView& view, size_t sample_type) {
  Json samples = Json::array();
  Json weights = Json::array();
  int64_t total = 0;
  for (const StackRow& stack : view.stacks) {
    const int64_t value = stack.values.front()[sample_type];
    if (value == 0) continue;
    // Outermost first.
    Json frames = Json::array();
    for (size_t i = stack.frames.size(); i-- > 0;) {
      frames.push_back(stack.frames[i]);
    }
    samples.push_back(std::move(frames));
    weights.push_back(value);
    total += value;
  }
  return {{"type", "sampled"},
          {"name", kSampleTypeNames[sample_type]},
          {"unit", IsBytes(sample_type) ? "bytes" : "none"},
          {"startValue", 0},
          {"endValue", total},
          {"samples", samples},
          {"weights", weights}};
}

}  // namespace

std::string RenderSpeedscope(const StackView& view, const std::string& name) {
  Json frames = Json::array();
  for (const StackFrame& frame : view.frames) {
    frames.push_back(FrameJson(frame));
  }
  Json profiles = Json::array();
  for (size_t i = kSampleTypeNames.size(); i-- > 0;) {
    profiles.push_back(ProfileJson(view, i));
  }
  const Json json = {
      {"$schema", "https://www.speedscope.app/file-format-schema.json"},
      {"name", name},
      {"exporter", "leaktrace"},
      {"activeProfileIndex", 0},
      {"shared", {{"frames", frames}}},
      {"profiles", profiles}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace leaktrace::report
