// Functions are interned per profile, so that equal ones share an index.
#include "report/cli/profile_symbolizer.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/hash/hash.h"
#include "absl/strings/str_cat.h"
#include "report/profile/profile.h"

namespace leaktrace::report {
namespace {

using symbolizer::ModuleKey;
using symbolizer::SourceFrame;

// Code that a run-time compiled in memory.
constexpr std::string_view kJitPath = "[jit]";

// "[heap]", "//anon" and the like are no files.
bool HasSymbols(const Mapping& mapping) {
  return mapping.path == "[vdso]" ||
         (mapping.path.starts_with("/") && !mapping.path.starts_with("//"));
}

// Module by module and in the order of addresses, as the symbolizer likes it.
std::vector<uint32_t> NamelessLocations(const Profile& profile) {
  std::vector<uint32_t> indices;
  for (uint32_t i = 0; i < profile.locations.size(); ++i) {
    const Location& location = profile.locations[i];
    if (location.lines.empty() && location.mapping != kNoMapping) {
      indices.push_back(i);
    }
  }
  const auto place = [&](uint32_t i) {
    const Location& location = profile.locations[i];
    return std::tuple(location.mapping, location.address, i);
  };
  std::sort(indices.begin(), indices.end(),
            [&](uint32_t a, uint32_t b) { return place(a) < place(b); });
  return indices;
}

using FunctionKey =
    std::tuple<std::string_view, std::string_view, std::string_view, int64_t>;

// Functions by content, as indices into a table that grows, so that no name is
// kept twice.
struct FunctionHash {
  using is_transparent = void;
  size_t operator()(const FunctionKey& key) const { return absl::HashOf(key); }
  size_t operator()(uint32_t index) const { return (*this)(KeyOf(index)); }
  FunctionKey KeyOf(uint32_t index) const {
    const Function& f = functions[index];
    return {f.name, f.system_name, f.filename, f.start_line};
  }

  const std::vector<Function>& functions;
};

struct SameFunction {
  using is_transparent = void;
  bool operator()(uint32_t a, uint32_t b) const { return a == b; }
  bool operator()(uint32_t index, const FunctionKey& key) const {
    return hash.KeyOf(index) == key;
  }

  FunctionHash hash;
};

class FunctionTable {
 public:
  explicit FunctionTable(Profile* profile)
      : functions_(profile->functions),
        indices_(0, FunctionHash{functions_},
                 SameFunction{FunctionHash{functions_}}) {}

  Line LineOf(const SourceFrame& frame) {
    const FunctionKey key(frame.function, frame.linkage_name, frame.file,
                          frame.start_line);
    // Neighbours are often in the same function.
    if (!last_ || indices_.hash_function().KeyOf(*last_) != key) {
      last_ = IndexOf(key);
    }
    return {*last_, frame.line};
  }

 private:
  uint32_t IndexOf(const FunctionKey& key) {
    const auto known = indices_.find(key);
    if (known != indices_.end()) return *known;
    const auto& [name, system_name, file, start_line] = key;
    const auto added = static_cast<uint32_t>(functions_.size());
    functions_.push_back({std::string(name), std::string(system_name),
                          std::string(file), start_line});
    indices_.insert(added);
    return added;
  }

  std::vector<Function>& functions_;
  absl::flat_hash_set<uint32_t, FunctionHash, SameFunction> indices_;
  std::optional<uint32_t> last_;
};

}  // namespace

ProfileSymbolizer::ProfileSymbolizer(
    const symbolizer::SymbolizerOptions& options)
    : ProfileSymbolizer(options,
                        std::make_shared<symbolizer::Symbolizer>(options)) {}

ProfileSymbolizer::ProfileSymbolizer(
    const symbolizer::SymbolizerOptions& options,
    std::shared_ptr<symbolizer::Symbolizer> symbolizer)
    : jit_map_dirs_{options.jit_map_dir, options.sysroot + "/tmp"},
      symbolizer_(std::move(symbolizer)) {}

void ProfileSymbolizer::Symbolize(Profile* profile) {
  FunctionTable functions(profile);
  ModuleKey module;
  int32_t named_mapping = kNoMapping;  // the one that `module` is of
  for (const uint32_t index : NamelessLocations(*profile)) {
    Location& location = profile->locations[index];
    const Mapping& mapping = profile->mappings[location.mapping];
    if (mapping.path == kJitPath) {
      const std::string_view name =
          JitMapOf(profile->info).Find(location.address);
      if (name.empty()) continue;
      location.lines.push_back(functions.LineOf(symbolizer::JitFrame(name)));
    }
    if (!HasSymbols(mapping)) continue;
    const uint64_t offset =
        location.address - mapping.start + mapping.file_offset;
    if (named_mapping != location.mapping) {
      named_mapping = location.mapping;
      module = {mapping.path, mapping.build_id};
      modules_.insert(module);
    }
    for (const SourceFrame& frame : symbolizer_->Symbolize(module, offset)) {
      location.lines.push_back(functions.LineOf(frame));
    }
  }
}

const symbolizer::JitMap& ProfileSymbolizer::JitMapOf(
    const SnapshotInfo& info) {
  const auto [entry, is_new] = jit_maps_.try_emplace(info.pid.value_or(0));
  if (!is_new || !info.pid) return entry->second;
  for (const std::string& directory : jit_map_dirs_) {
    if (directory.empty()) continue;
    absl::StatusOr<symbolizer::JitMap> map = symbolizer::JitMap::Read(
        absl::StrCat(directory, "/perf-", *info.pid, ".map"),
        info.start_time_ns.value_or(0));
    if (map.ok()) {
      entry->second = *std::move(map);
      break;
    }
    if (!absl::IsNotFound(map.status())) {
      jit_warnings_.emplace_back(map.status().message());
    }
  }
  return entry->second;
}

std::vector<std::string> ProfileSymbolizer::Warnings() {
  std::vector<std::string> warnings = jit_warnings_;
  for (const ModuleKey& module : modules_) {
    const absl::Status status = symbolizer_->ModuleStatus(module);
    if (!status.ok()) warnings.emplace_back(status.message());
  }
  return warnings;
}

}  // namespace leaktrace::report
