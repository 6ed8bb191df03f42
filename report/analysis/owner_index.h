// Owners by number, the same number in every profile of a series. Stacks that
// come again, as they do for every birth interval, are looked up, not walked.
#ifndef LEAKTRACE_REPORT_ANALYSIS_OWNER_INDEX_H_
#define LEAKTRACE_REPORT_ANALYSIS_OWNER_INDEX_H_

#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "report/analysis/frame_rules.h"
#include "report/profile/profile.h"

namespace leaktrace::report {

enum class GroupBy {
  kOwner,
  kFunction,
  kModule,
  kFile,
  kLine,
  kPath,
  kLibrary,
  kThread,
  kType,
  kLabel,
  kPool,
};

// "owner", "function"... Nothing if there is no such grouping.
std::optional<GroupBy> ParseGroupBy(std::string_view word);

// The words, for people: "owner, path, ... or pool".
std::string GroupByWords();

// Whether `by` looks at labels, and no sample of `profile` has such a one.
bool LacksLabels(const Profile& profile, GroupBy by);

struct GroupKey {
  std::string name;    // function, file, "file:line", "a <- b <- c"...
  std::string module;  // empty when grouped by anything but code
  auto operator<=>(const GroupKey&) const = default;
};

// Whether a group by type is of one type, not of what is not known.
bool IsKnownType(const GroupKey& key);

class OwnerIndex {
 public:
  struct Entry {
    uint32_t id = 0;
    uint32_t frame = 0;  // of the owner, in FrameTable::Stack
    bool named = false;  // by a symbol, not by an address
  };

  // Keeps a reference to `rules`.
  OwnerIndex(const FrameRules& rules, GroupBy by);
  ~OwnerIndex();
  OwnerIndex(const OwnerIndex&) = delete;
  OwnerIndex& operator=(const OwnerIndex&) = delete;

  // Find() is about samples of `profile` from here on. It must stay alive until
  // the next call; it may grow, but what it has must not change.
  void SetProfile(const Profile& profile);

  Entry Find(const Sample& sample);

  // By id.
  const std::vector<GroupKey>& keys() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_ANALYSIS_OWNER_INDEX_H_
