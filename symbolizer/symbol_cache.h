// Frames already found, by module and offset.
//
// Contract: a series asks for the same addresses in every snapshot, so look-ups
// must not repeat the work. Bounded: when full it starts again from empty.
#ifndef LEAKTRACE_SYMBOLIZER_SYMBOL_CACHE_H_
#define LEAKTRACE_SYMBOLIZER_SYMBOL_CACHE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "symbolizer/symbolizer.h"

namespace leaktrace::symbolizer {

class SymbolCache {
 public:
  explicit SymbolCache(size_t max_entries) : max_entries_(max_entries) {}

  // nullptr if absent. Valid until the next Put.
  const std::vector<SourceFrame>* Get(const void* module,
                                      uint64_t file_offset) const {
    const auto found = entries_.find({module, file_offset});
    return found == entries_.end() ? nullptr : &found->second;
  }

  void Put(const void* module, uint64_t file_offset,
           std::vector<SourceFrame> frames) {
    if (entries_.size() >= max_entries_) entries_.clear();
    entries_.insert_or_assign({module, file_offset}, std::move(frames));
  }

 private:
  using Key = std::pair<const void*, uint64_t>;
  struct KeyHash {
    size_t operator()(const Key& key) const {
      return std::hash<const void*>()(key.first) ^
             (std::hash<uint64_t>()(key.second) * 0x9E3779B97F4A7C15U);
    }
  };

  size_t max_entries_;
  std::unordered_map<Key, std::vector<SourceFrame>, KeyHash> entries_;
};

}  // namespace leaktrace::symbolizer

#endif  // LEAKTRACE_SYMBOLIZER_SYMBOL_CACHE_H_
