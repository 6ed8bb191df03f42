// Lazy construction of frames from the locations of a profile.
#include "report/analysis/frame_table.h"

#include <string>
#include <vector>

#include "preload/snapshot_format.h"
#include "report/analysis/function_name.h"

namespace leaktrace::report {
namespace {

// What the shim writes when it could not record a stack.
std::string PlaceholderName(uint64_t address) {
  if (address == format::kStackTableFullAddress) return "[stack table full]";
  if (address == format::kNoStackAddress) return "[no stack]";
  return AddressName("", address);
}

// Base names by mapping. The main executable, which comes first, goes by the
// name it was started under: Debian's redis-server is a link to another file.
std::vector<std::string> ModuleNames(const Profile& profile) {
  const bool rename =
      profile.info.from_leaktrace && !profile.info.executable.empty();
  std::vector<std::string> names;
  names.reserve(profile.mappings.size());
  for (const Mapping& mapping : profile.mappings) {
    const bool is_main = mapping.path == profile.mappings.front().path;
    names.push_back(ModuleBaseName(rename && is_main ? profile.info.executable
                                                     : mapping.path));
  }
  return names;
}

}  // namespace

FrameTable::FrameTable(const Profile& profile, const FrameRules& rules)
    : profile_(profile), rules_(rules) {
  Grow();
}

void FrameTable::Grow() {
  frames_.resize(profile_.locations.size());
  if (modules_.size() < profile_.mappings.size()) {
    modules_ = ModuleNames(profile_);
  }
}

std::span<const Frame> FrameTable::At(uint32_t location) {
  if (location >= frames_.size()) Grow();
  std::vector<Frame>& frames = frames_[location];
  if (frames.empty()) frames = Build(profile_.locations[location]);
  return frames;
}

std::vector<const Frame*> FrameTable::Stack(
    const std::vector<uint32_t>& locations) {
  std::vector<const Frame*> stack;
  stack.reserve(locations.size());
  for (const uint32_t location : locations) {
    for (const Frame& frame : At(location)) stack.push_back(&frame);
  }
  return stack;
}

std::vector<Frame> FrameTable::Build(const Location& location) const {
  std::vector<Frame> frames;
  for (const Line& line : location.lines) {
    frames.push_back(Named(location, line));
    frames.back().inlined = frames.size() < location.lines.size();
  }
  if (frames.empty()) frames.push_back(Unnamed(location));
  return frames;
}

Frame FrameTable::Unnamed(const Location& location) const {
  Frame frame;
  if (location.mapping == kNoMapping) {
    frame.function = PlaceholderName(location.address);
    return frame;
  }
  const Mapping& mapping = profile_.mappings[location.mapping];
  frame.module = modules_[location.mapping];
  frame.function = AddressName(
      frame.module, location.address - mapping.start + mapping.file_offset);
  frame.rule = rules_.Match(
      {.function = {}, .module = frame.module, .file = {}, .rust = false});
  return frame;
}

Frame FrameTable::Named(const Location& location, const Line& line) const {
  const Function& function = profile_.functions[line.function];
  if (function.name.empty() && function.system_name.empty()) {
    return Unnamed(location);
  }
  Frame frame;
  frame.named = true;
  const std::string& full_name =
      function.name.empty() ? function.system_name : function.name;
  frame.function = NormalizeFunctionName(full_name);
  frame.file = function.filename;
  frame.line = line.line;
  frame.start_line = function.start_line;
  if (location.mapping != kNoMapping) {
    frame.module = modules_[location.mapping];
  }
  frame.rule = rules_.Match({.function = frame.function,
                             .module = frame.module,
                             .file = frame.file,
                             .rust = IsRustLinkageName(function.system_name)});
  if (rules_.full_names()) frame.function = full_name;
  return frame;
}

}  // namespace leaktrace::report
