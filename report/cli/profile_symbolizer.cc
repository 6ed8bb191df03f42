// Functions are interned per profile, so that equal ones share an index.
#include "report/cli/profile_symbolizer.h"

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "report/profile/profile.h"

namespace leaktrace::report {
namespace {

using symbolizer::ModuleKey;
using symbolizer::SourceFrame;

// "[vdso]", "//anon" and the like are no files.
bool IsFile(const Mapping& mapping) {
  return mapping.path.starts_with("/") && !mapping.path.starts_with("//");
}

class FunctionTable {
 public:
  explicit FunctionTable(Profile* profile) : profile_(*profile) {}

  Line LineOf(const SourceFrame& frame) {
    const auto next = static_cast<uint32_t>(profile_.functions.size());
    const auto [entry, is_new] =
        indices_.try_emplace(std::tuple(frame.function, frame.linkage_name,
                                        frame.file, frame.start_line),
                             next);
    if (is_new) {
      profile_.functions.push_back(
          {frame.function, frame.linkage_name, frame.file, frame.start_line});
    }
    return {entry->second, frame.line};
  }

 private:
  Profile& profile_;
  std::map<std::tuple<std::string, std::string, std::string, int64_t>, uint32_t>
      indices_;
};

}  // namespace

ProfileSymbolizer::ProfileSymbolizer(symbolizer::SymbolizerOptions options)
    : symbolizer_(std::move(options)) {}

void ProfileSymbolizer::Symbolize(Profile* profile) {
  FunctionTable functions(profile);
  for (Location& location : profile->locations) {
    if (!location.lines.empty() || location.mapping == kNoMapping) continue;
    const Mapping& mapping = profile->mappings[location.mapping];
    if (!IsFile(mapping)) continue;
    const uint64_t offset =
        location.address - mapping.start + mapping.file_offset;
    for (const SourceFrame& frame :
         FramesAt({mapping.path, mapping.build_id}, offset)) {
      location.lines.push_back(functions.LineOf(frame));
    }
  }
}

const ProfileSymbolizer::Frames& ProfileSymbolizer::FramesAt(
    const ModuleKey& module, uint64_t file_offset) {
  const auto [entry, is_new] = known_[module].try_emplace(file_offset);
  if (is_new) entry->second = symbolizer_.Symbolize(module, file_offset);
  return entry->second;
}

std::vector<std::string> ProfileSymbolizer::Warnings() {
  std::vector<std::string> warnings;
  for (const auto& [module, addresses] : known_) {
    const absl::Status status = symbolizer_.ModuleStatus(module);
    if (!status.ok()) warnings.emplace_back(status.message());
  }
  return warnings;
}

}  // namespace leaktrace::report
