// A memo from stacks to entries for the current profile, and one from keys to
// ids for all of them.
#include "report/analysis/owner_index.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "report/analysis/frame_table.h"
#include "report/analysis/object_type.h"
#include "report/analysis/owner.h"
#include "report/analysis/sample_labels.h"

namespace leaktrace::report {
namespace {

constexpr std::array<std::pair<std::string_view, GroupBy>, 11> kGroupings = {{
    {"owner", GroupBy::kOwner},
    {"path", GroupBy::kPath},
    {"function", GroupBy::kFunction},
    {"file", GroupBy::kFile},
    {"line", GroupBy::kLine},
    {"module", GroupBy::kModule},
    {"library", GroupBy::kLibrary},
    {"thread", GroupBy::kThread},
    {"type", GroupBy::kType},
    {"label", GroupBy::kLabel},
    {"pool", GroupBy::kPool},
}};

constexpr char kNoStackName[] = "[no stack]";
constexpr char kUnknown[] = "[unknown]";
constexpr char kNoThread[] = "[thread not recorded]";
constexpr char kNoType[] = "[type not known]";
constexpr char kNoLabel[] = "[no label]";
constexpr char kNoPool[] = "[no pool]";

std::string FileOf(const Frame& frame) {
  if (!frame.file.empty()) return frame.file;
  return frame.module.empty() ? kUnknown : frame.module;
}

std::string LineOf(const Frame& frame) {
  return frame.line > 0 ? absl::StrCat(FileOf(frame), ":", frame.line)
                        : frame.function;
}

std::string PathOf(std::span<const Frame* const> owner_outwards) {
  std::string path;
  for (const Frame* frame : owner_outwards) {
    absl::StrAppend(&path, path.empty() ? "" : " <- ", frame->function);
  }
  return path;
}

// The shared library that the owner holds memory through, else its own module.
std::string LibraryOf(std::span<const Frame* const> stack,
                      const OwnerChoice& owner) {
  const std::string& module =
      stack[owner.library.value_or(owner.frame)]->module;
  return module.empty() ? kUnknown : LibraryName(module);
}

std::string Or(std::string name, const char* otherwise) {
  return name.empty() ? otherwise : std::move(name);
}

GroupKey KeyOf(std::span<const Frame* const> stack, const OwnerChoice& owner,
               const Sample& sample, GroupBy by) {
  const Frame& frame = *stack[owner.frame];
  switch (by) {
    case GroupBy::kOwner:
      return {OwnerName(stack, owner), frame.module};
    case GroupBy::kFunction:
      return {stack[0]->function, stack[0]->module};
    case GroupBy::kModule:
      return {frame.module.empty() ? kUnknown : frame.module, ""};
    case GroupBy::kFile:
      return {FileOf(frame), ""};
    case GroupBy::kLine:
      return {LineOf(frame), ""};
    case GroupBy::kPath:
      return {PathOf(stack.subspan(owner.frame)), frame.module};
    case GroupBy::kLibrary:
      return {LibraryOf(stack, owner), ""};
    case GroupBy::kThread:
      return {Or(ThreadOf(sample), kNoThread), ""};
    case GroupBy::kType:
      return {Or(TypeOf(stack, owner.frame, sample), kNoType), ""};
    case GroupBy::kLabel:
      return {Or(ScopeOf(sample), kNoLabel), ""};
    case GroupBy::kPool:
      return {Or(PoolOf(sample), kNoPool), ""};
  }
  return {};
}

}  // namespace

std::optional<GroupBy> ParseGroupBy(std::string_view word) {
  for (const auto& [name, by] : kGroupings) {
    if (name == word) return by;
  }
  return std::nullopt;
}

std::string GroupByWords() {
  std::string words;
  for (const auto& [name, by] : kGroupings) {
    const bool last = by == kGroupings.back().second;
    absl::StrAppend(&words,
                    words.empty() ? ""
                    : last        ? " or "
                                  : ", ",
                    std::string(name));
  }
  return words;
}

bool LacksLabels(const Profile& profile, GroupBy by) {
  const auto label = by == GroupBy::kThread  ? ThreadOf
                     : by == GroupBy::kLabel ? ScopeOf
                     : by == GroupBy::kPool  ? PoolOf
                                             : nullptr;
  return label != nullptr &&
         std::all_of(
             profile.samples.begin(), profile.samples.end(),
             [&](const Sample& sample) { return label(sample).empty(); });
}

bool IsKnownType(const GroupKey& key) { return key.name != kNoType; }

class OwnerIndex::Impl {
 public:
  Impl(const FrameRules& rules, GroupBy by) : rules_(rules), by_(by) {}

  void SetProfile(const Profile& profile) {
    frames_.emplace(profile, rules_);
    stacks_.clear();
  }

  Entry Find(const Sample& sample) {
    if (!sample.labels.empty()) return Resolve(sample);
    const auto [memo, is_new] = stacks_.try_emplace(sample.locations);
    if (is_new) memo->second = Resolve(sample);
    return memo->second;
  }

  const std::vector<GroupKey>& keys() const { return keys_; }

 private:
  Entry Resolve(const Sample& sample) {
    const std::vector<const Frame*> stack = frames_->Stack(sample.locations);
    if (stack.empty()) return {IdOf({kNoStackName, ""}), 0, false};
    const OwnerChoice owner = FindOwner(stack);
    return {IdOf(KeyOf(stack, owner, sample, by_)),
            static_cast<uint32_t>(owner.frame), stack[owner.frame]->named};
  }

  uint32_t IdOf(const GroupKey& key) {
    const auto next = static_cast<uint32_t>(keys_.size());
    const auto [entry, is_new] = ids_.try_emplace(key, next);
    if (is_new) keys_.push_back(key);
    return entry->second;
  }

  const FrameRules& rules_;
  GroupBy by_;
  std::optional<FrameTable> frames_;
  absl::flat_hash_map<std::vector<uint32_t>, Entry> stacks_;
  std::map<GroupKey, uint32_t> ids_;
  std::vector<GroupKey> keys_;
};

OwnerIndex::OwnerIndex(const FrameRules& rules, GroupBy by)
    : impl_(std::make_unique<Impl>(rules, by)) {}

OwnerIndex::~OwnerIndex() = default;

void OwnerIndex::SetProfile(const Profile& profile) {
  impl_->SetProfile(profile);
}

OwnerIndex::Entry OwnerIndex::Find(const Sample& sample) {
  return impl_->Find(sample);
}

const std::vector<GroupKey>& OwnerIndex::keys() const { return impl_->keys(); }

}  // namespace leaktrace::report
