// Tables are merged by content: mappings by all they say, locations by address
// and mapping, those of profiles that have names by their lines, too.
#include "report/analysis/stack_index.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <tuple>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/hash/hash.h"

namespace leaktrace::report {
namespace {

using MappingKey =
    std::tuple<std::string, std::string, uint64_t, uint64_t, uint64_t>;
using FunctionKey = std::tuple<std::string, std::string, std::string, int64_t>;
using PlainKey = std::pair<uint64_t, int32_t>;  // address, mapping
using LinedKey = std::pair<PlainKey, std::vector<std::pair<uint32_t, int64_t>>>;

// At least as many as there are readers, each of which has one at a time.
constexpr size_t kSharedLists = 16;

// The index of `value` in `table`, which it is added to if `key` is new.
template <typename Map, typename Key, typename Table, typename Value>
uint32_t Intern(Map& indices, Key key, Table& table, const Value& value) {
  const auto [entry, is_new] =
      indices.try_emplace(std::move(key), static_cast<uint32_t>(table.size()));
  if (is_new) table.push_back(value);
  return entry->second;
}

}  // namespace

class StackIndex::Impl {
 public:
  const std::vector<uint32_t>& Add(const ProfileDigest& digest) {
    if (tables_.source.empty()) {
      tables_.source = digest.tables.source;
      tables_.info = digest.tables.info;
    }
    MergeMappings(digest.tables);
    MergeFunctions(digest.tables);
    MergeLocations(digest.tables);
    numbers_.clear();
    NumberShared(digest);
    for (size_t i = numbers_.size(); i < digest.stack_count(); ++i) {
      numbers_.push_back(NumberOf(digest, i));
    }
    return numbers_;
  }

  Profile& tables() { return tables_; }

 private:
  struct SharedNumbers {
    std::shared_ptr<const StackList> list;
    std::vector<uint32_t> numbers;  // of its first stacks
    uint64_t generation = 0;
  };

  void MergeMappings(const Profile& from) {
    mappings_.clear();
    for (const Mapping& m : from.mappings) {
      mappings_.push_back(static_cast<int32_t>(Intern(
          mapping_indices_,
          MappingKey(m.path, m.build_id, m.start, m.limit, m.file_offset),
          tables_.mappings, m)));
    }
  }

  void MergeFunctions(const Profile& from) {
    functions_.clear();
    for (const Function& f : from.functions) {
      functions_.push_back(
          Intern(function_indices_,
                 FunctionKey(f.name, f.system_name, f.filename, f.start_line),
                 tables_.functions, f));
    }
  }

  void MergeLocations(const Profile& from) {
    const size_t had = locations_.size();
    bool grew = from.locations.size() >= had;
    locations_.resize(from.locations.size());
    for (size_t i = 0; i < locations_.size(); ++i) {
      const Location& location = from.locations[i];
      const int32_t mapping = location.mapping == kNoMapping
                                  ? kNoMapping
                                  : mappings_[location.mapping];
      if (i < known_locations_ && location.lines.empty() &&
          keys_[locations_[i]] == PlainKey(location.address, mapping)) {
        continue;
      }
      const uint32_t merged =
          MergeLocation(location, {location.address, mapping});
      grew = grew && (i >= had || locations_[i] == merged);
      locations_[i] = merged;
    }
    if (!grew) ++generation_;
    // Of those with lines a comparison of addresses would say too little.
    known_locations_ = from.functions.empty() ? locations_.size() : 0;
  }

  uint32_t MergeLocation(const Location& location, const PlainKey& key) {
    Location merged{key.first, key.second, {}};
    if (location.lines.empty()) {
      return AddLocation(plain_indices_, key, key, merged);
    }
    LinedKey lined(key, {});
    for (const Line& line : location.lines) {
      merged.lines.push_back({functions_[line.function], line.line});
      lined.second.emplace_back(merged.lines.back().function, line.line);
    }
    return AddLocation(lined_indices_, lined, key, merged);
  }

  template <typename Map, typename Key>
  uint32_t AddLocation(Map& indices, const Key& full_key, const PlainKey& key,
                       const Location& location) {
    const uint32_t index =
        Intern(indices, full_key, tables_.locations, location);
    if (keys_.size() < tables_.locations.size()) keys_.push_back(key);
    return index;
  }

  // The stacks that digests share are numbered once per list, for as long as
  // the positions that they name are the same locations.
  void NumberShared(const ProfileDigest& digest) {
    if (digest.shared_count() == 0) return;
    SharedNumbers& known = NumbersOf(digest.shared());
    if (known.generation != generation_) known.numbers.clear();
    known.generation = generation_;
    while (known.numbers.size() < digest.shared_count()) {
      known.numbers.push_back(NumberOf(digest, known.numbers.size()));
    }
    numbers_.assign(
        known.numbers.begin(),
        known.numbers.begin() + static_cast<ptrdiff_t>(digest.shared_count()));
  }

  SharedNumbers& NumbersOf(const std::shared_ptr<const StackList>& list) {
    for (SharedNumbers& known : shared_) {
      if (known.list == list) return known;
    }
    SharedNumbers& oldest = shared_[next_shared_];
    next_shared_ = (next_shared_ + 1) % shared_.size();
    oldest = {list, {}, generation_};
    return oldest;
  }

  uint32_t NumberOf(const ProfileDigest& digest, size_t index) {
    stack_.clear();
    for (const uint32_t location : digest.Stack(index)) {
      stack_.push_back(locations_[location]);
    }
    const std::vector<Label>& labels = digest.Labels(index);
    if (index < known_stacks_.size() && IsStack(known_stacks_[index], labels)) {
      return known_stacks_[index];
    }
    const uint32_t number = Find(labels);
    if (index >= known_stacks_.size()) known_stacks_.resize(index + 1);
    return known_stacks_[index] = number;
  }

  bool IsStack(uint32_t number, const std::vector<Label>& labels) const {
    const Sample& stack = tables_.samples[number];
    return stack.locations == stack_ && stack.labels == labels;
  }

  // Stacks with the same hash are a chain.
  uint32_t Find(const std::vector<Label>& labels) {
    const auto next = static_cast<uint32_t>(tables_.samples.size());
    const auto [head, is_new] =
        stack_indices_.try_emplace(absl::HashOf(stack_), next);
    for (uint32_t at = is_new ? kEnd : head->second; at != kEnd;
         at = chain_[at]) {
      if (IsStack(at, labels)) return at;
    }
    chain_.push_back(is_new ? kEnd : head->second);
    head->second = next;
    Sample& added = tables_.samples.emplace_back();
    added.locations = stack_;
    added.labels = labels;
    return next;
  }

  static constexpr uint32_t kEnd = ~uint32_t{0};

  Profile tables_;
  absl::flat_hash_map<MappingKey, uint32_t> mapping_indices_;
  absl::flat_hash_map<FunctionKey, uint32_t> function_indices_;
  absl::flat_hash_map<PlainKey, uint32_t> plain_indices_;
  absl::flat_hash_map<LinedKey, uint32_t> lined_indices_;
  absl::flat_hash_map<size_t, uint32_t> stack_indices_;
  std::vector<uint32_t> chain_;
  std::vector<PlainKey> keys_;  // of tables_.locations, as they came

  // From indices of the snapshot at hand to those of tables_.
  std::vector<int32_t> mappings_;
  std::vector<uint32_t> functions_;
  std::vector<uint32_t> locations_;
  std::vector<uint32_t> numbers_;
  std::vector<uint32_t> stack_;
  // Counts how often positions have changed their location; more of them are
  // no change.
  uint64_t generation_ = 0;
  std::array<SharedNumbers, kSharedLists> shared_;
  size_t next_shared_ = 0;  // to be forgotten
  // From positions in earlier snapshots.
  size_t known_locations_ = 0;
  std::vector<uint32_t> known_stacks_;
};

StackIndex::StackIndex() : impl_(std::make_unique<Impl>()) {}

StackIndex::~StackIndex() = default;

const std::vector<uint32_t>& StackIndex::Add(const ProfileDigest& digest) {
  return impl_->Add(digest);
}

Profile& StackIndex::tables() { return impl_->tables(); }

}  // namespace leaktrace::report
