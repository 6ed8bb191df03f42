// Lazy construction of frames from the locations of a profile.
#include "report/analysis/frame_table.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
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

const std::string& FullName(const Function& function) {
  return function.name.empty() ? function.system_name : function.name;
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

std::string_view FrameTable::ModuleOf(int32_t mapping) const {
  return mapping == kNoMapping ? std::string_view() : modules_[mapping];
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

std::vector<Frame> FrameTable::Build(const Location& location) {
  std::vector<Frame> frames;
  frames.reserve(std::max<size_t>(location.lines.size(), 1));
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

const FrameTable::KnownFunction& FrameTable::Known(uint32_t function,
                                                   int32_t mapping) {
  if (function >= functions_.size()) {
    functions_.resize(profile_.functions.size());
  }
  const Function& source = profile_.functions[function];
  KnownFunction& known = functions_[function];
  if (known.name.empty()) {
    known.name = NormalizeFunctionName(FullName(source));
    known.is_rust = IsRustLinkageName(source.system_name);
  }
  if (known.has_rule && known.mapping == mapping) return known;
  known.rule = rules_.Match({.function = known.name,
                             .module = ModuleOf(mapping),
                             .file = source.filename,
                             .rust = known.is_rust});
  known.mapping = mapping;
  known.has_rule = true;
  return known;
}

Frame FrameTable::Named(const Location& location, const Line& line) {
  const Function& function = profile_.functions[line.function];
  if (FullName(function).empty()) return Unnamed(location);
  const KnownFunction& known = Known(line.function, location.mapping);
  Frame frame;
  frame.named = true;
  frame.function = rules_.full_names() ? FullName(function) : known.name;
  frame.module = ModuleOf(location.mapping);
  frame.file = function.filename;
  frame.line = line.line;
  frame.start_line = function.start_line;
  frame.rule = known.rule;
  return frame;
}

}  // namespace leaktrace::report
