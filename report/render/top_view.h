// What `top` shows: functions with what they allocated themselves (flat) and
// with everything they called (cumulative).
#ifndef LEAKTRACE_REPORT_RENDER_TOP_VIEW_H_
#define LEAKTRACE_REPORT_RENDER_TOP_VIEW_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace leaktrace::report {

// Values of the four sample types, in the order of the file format:
// alloc_objects, alloc_space, inuse_objects, inuse_space.
using SampleValues = std::array<int64_t, 4>;

inline constexpr std::array<const char*, 4> kSampleTypeNames = {
    "alloc_objects", "alloc_space", "inuse_objects", "inuse_space"};
inline constexpr size_t kInuseSpaceType = 3;

inline constexpr bool IsBytes(size_t sample_type) {
  return sample_type % 2 == 1;
}

struct TopRow {
  std::string function;
  std::string module;
  SampleValues flat{};
  SampleValues cumulative{};
  // Of the type that the row stands for, if it is one.
  std::optional<int64_t> instances = {};
};

struct TopView {
  std::string source;
  size_t sample_type = kInuseSpaceType;  // the one shown and sorted by
  bool by_cumulative = false;
  SampleValues total{};
  std::optional<SampleValues> unfiltered;  // if a filter was asked for
  std::vector<TopRow> rows;                // any order
};

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_RENDER_TOP_VIEW_H_
