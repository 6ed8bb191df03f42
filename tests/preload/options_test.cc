#include "preload/options.h"

#include <cstring>

#include "gtest/gtest.h"

namespace leaktrace {
namespace {

TEST(OptionsTest, DefaultsWithoutVariables) {
  const char* const environment[] = {"PATH=/bin", "LEAKTRACEX=1", nullptr};
  const Options options = ReadOptions(environment);
  EXPECT_EQ(options.interval_bytes, 512u * 1024);
  EXPECT_EQ(options.budget_ppm, 10'000u);
  EXPECT_EQ(options.every_ns, 60'000'000'000u);
  EXPECT_EQ(options.follow, Follow::kFork);
  EXPECT_EQ(options.invalid_name, nullptr);
  EXPECT_EQ(ReadOptions(nullptr).interval_bytes, 512u * 1024);
}

TEST(OptionsTest, ReadsEveryVariable) {
  const char* const environment[] = {
      "LEAKTRACE_INTERVAL=64K", "LEAKTRACE_BUDGET=0.5%",
      "LEAKTRACE_EVERY=500ms",  "LEAKTRACE_DIR=/tmp/x",
      "LEAKTRACE_FOLLOW=exec",  "LEAKTRACE_UNWINDER=fp",
      "LEAKTRACE_SEED=7",       "LEAKTRACE_MEMORY=16M",
      "LEAKTRACE_RETAIN=1G",    "LEAKTRACE_RSS_STEP=32MiB",
      "LEAKTRACE_START=paused", "LEAKTRACE_VERBOSE=1",
      "LEAKTRACE_THREADS=1",    nullptr};
  const Options options = ReadOptions(environment);
  EXPECT_EQ(options.interval_bytes, 64u << 10);
  EXPECT_EQ(options.budget_ppm, 5'000u);
  EXPECT_EQ(options.every_ns, 500'000'000u);
  EXPECT_STREQ(options.directory, "/tmp/x");
  EXPECT_EQ(options.follow, Follow::kExec);
  EXPECT_EQ(options.unwinder, Unwinder::kFramePointers);
  EXPECT_EQ(options.seed, 7u);
  EXPECT_TRUE(options.name_threads);
  EXPECT_EQ(options.memory_bytes, 16u << 20);
  EXPECT_EQ(options.retain_bytes, 1u << 30);
  EXPECT_EQ(options.rss_step_bytes, 32u << 20);
  EXPECT_TRUE(options.start_paused);
  EXPECT_TRUE(options.verbose);
  EXPECT_EQ(options.invalid_name, nullptr);
}

TEST(OptionsTest, ABudgetOfZeroIsNone) {
  const char* const environment[] = {"LEAKTRACE_BUDGET=0", nullptr};
  const Options options = ReadOptions(environment);
  EXPECT_EQ(options.budget_ppm, 0u);
  EXPECT_EQ(options.invalid_name, nullptr);
}

TEST(OptionsTest, NamesTheFirstVariableItDoesNotUnderstand) {
  const char* const environment[] = {"LEAKTRACE_EVERY=soon",
                                     "LEAKTRACE_FOLLOW=sheep", nullptr};
  const Options options = ReadOptions(environment);
  EXPECT_STREQ(options.invalid_name, "LEAKTRACE_EVERY=soon");
  EXPECT_EQ(options.every_ns, 60'000'000'000u);
}

TEST(OptionsTest, APeriodOfZeroIsNone) {
  for (const char* zero : {"LEAKTRACE_EVERY=0", "LEAKTRACE_EVERY=0s"}) {
    const char* const environment[] = {zero, nullptr};
    const Options options = ReadOptions(environment);
    EXPECT_EQ(options.every_ns, 0u);
    EXPECT_EQ(options.invalid_name, nullptr);
  }
}

TEST(OptionsTest, APeriodBelowAMillisecondIsNotUnderstood) {
  const char* const environment[] = {"LEAKTRACE_EVERY=0.5ms", nullptr};
  EXPECT_STREQ(ReadOptions(environment).invalid_name, environment[0]);
}

TEST(OptionsTest, ParsesSizes) {
  uint64_t bytes = 0;
  EXPECT_TRUE(ParseBytes("1", &bytes));
  EXPECT_EQ(bytes, 1u);
  EXPECT_TRUE(ParseBytes("1.5M", &bytes));
  EXPECT_EQ(bytes, 3u << 19);
  for (const char* bad :
       {"", "M", "-1", "12X", "1 K", "99999999999999999999", "0x10"}) {
    EXPECT_FALSE(ParseBytes(bad, &bytes)) << bad;
  }
}

TEST(OptionsTest, ParsesDurations) {
  uint64_t ns = 0;
  EXPECT_TRUE(ParseDuration("1.5s", &ns));
  EXPECT_EQ(ns, 1'500'000'000u);
  EXPECT_TRUE(ParseDuration("2m", &ns));
  EXPECT_EQ(ns, 120'000'000'000u);
  EXPECT_TRUE(ParseDuration("1h", &ns));
  EXPECT_EQ(ns, 3'600'000'000'000u);
  for (const char* bad : {"0", "0.0001s", "s", "1d", "1e9"}) {
    EXPECT_FALSE(ParseDuration(bad, &ns)) << bad;
  }
}

}  // namespace
}  // namespace leaktrace
