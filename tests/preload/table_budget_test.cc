#include "preload/table_budget.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>

namespace leaktrace {
namespace {

constexpr size_t kMiB = 1u << 20;

Options Sampled() { return {}; }

Options Exact() {
  Options options;
  options.interval_bytes = 1;
  return options;
}

size_t TotalBytes(const TrackerConfig& config) {
  constexpr size_t kBytesOfStack = 80;
  return config.live_table_bytes + config.stack_frame_bytes +
         config.max_stacks * kBytesOfStack;
}

// In a child, for what was lowered cannot be raised again: what `check` says
// of the configuration under a soft limit.
template <typename Check>
bool HoldsUnderLimit(__rlimit_resource_t resource, uint64_t bytes,
                     const Options& options, Check check) {
  const pid_t child = fork();
  if (child == 0) {
    const rlimit limit = {bytes, RLIM_INFINITY};
    const bool is_set = setrlimit(resource, &limit) == 0;
    _exit(is_set && check(TrackerConfigFrom(options)) ? 0 : 1);
  }
  int status = 1;
  waitpid(child, &status, 0);
  return status == 0;
}

TEST(TableBudgetTest, ExactModeGetsLargerTables) {
  EXPECT_GT(TrackerConfigFrom(Exact()).live_table_bytes,
            TrackerConfigFrom(Sampled()).live_table_bytes);
  EXPECT_GT(TrackerConfigFrom(Exact()).max_stacks,
            TrackerConfigFrom(Sampled()).max_stacks);
}

TEST(TableBudgetTest, WhatWasAskedForIsNotExceeded) {
  for (const uint64_t mebibytes : {1, 16, 100, 3000}) {
    for (Options options : {Sampled(), Exact()}) {
      options.memory_bytes = mebibytes * kMiB;
      const TrackerConfig config = TrackerConfigFrom(options);
      EXPECT_LE(TotalBytes(config), options.memory_bytes) << mebibytes;
      EXPECT_GT(TotalBytes(config), options.memory_bytes / 4) << mebibytes;
    }
  }
}

TEST(TableBudgetTest, AnAbsurdlySmallBudgetStillMakesTables) {
  Options options;
  options.memory_bytes = 1;
  EXPECT_GT(TrackerConfigFrom(options).live_table_bytes, 0u);
}

TEST(TableBudgetTest, UnderALimitTheProgramKeepsNearlyAll) {
  constexpr uint64_t kLimitBytes = 200 * kMiB;
  for (const auto resource : {RLIMIT_AS, RLIMIT_DATA}) {
    EXPECT_TRUE(HoldsUnderLimit(resource, kLimitBytes, Sampled(),
                                [](const TrackerConfig& config) {
                                  return TotalBytes(config) <= kLimitBytes / 50;
                                }));
    EXPECT_TRUE(HoldsUnderLimit(resource, kLimitBytes, Exact(),
                                [](const TrackerConfig& config) {
                                  return TotalBytes(config) <= kLimitBytes / 7;
                                }));
  }
}

TEST(TableBudgetTest, ALimitFarAwayChangesNothing) {
  static const size_t usual_bytes = TotalBytes(TrackerConfigFrom(Sampled()));
  EXPECT_TRUE(HoldsUnderLimit(RLIMIT_DATA, 1ull << 50, Sampled(),
                              [](const TrackerConfig& config) {
                                return TotalBytes(config) == usual_bytes;
                              }));
}

TEST(TableBudgetTest, WhatWasAskedForComesBeforeALimit) {
  Options options;
  options.memory_bytes = 64 * kMiB;
  EXPECT_TRUE(HoldsUnderLimit(RLIMIT_DATA, 200 * kMiB, options,
                              [](const TrackerConfig& config) {
                                return TotalBytes(config) > 32 * kMiB;
                              }));
}

}  // namespace
}  // namespace leaktrace
