#include "preload/snapshot/memory_headroom.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <map>
#include <string>

#include "tests/preload/snapshot/fake_files.h"

namespace leaktrace {
namespace {

constexpr uint64_t kSecondNs = 1'000'000'000;
constexpr uint64_t kMinuteNs = 60 * kSecondNs;

MemoryHeadroom ReadFrom(const std::map<std::string, std::string>& files) {
  FakeFiles() = files;
  char scratch[4096];
  return ReadMemoryHeadroom(ReadFakeFile, scratch);
}

// A soft limit that nothing in this process comes near, for one test.
class LimitScope {
 public:
  LimitScope(__rlimit_resource_t resource, uint64_t bytes)
      : resource_(resource) {
    getrlimit(resource, &before_);
    const rlimit limit = {bytes, before_.rlim_max};
    setrlimit(resource, &limit);
  }
  ~LimitScope() { setrlimit(resource_, &before_); }
  LimitScope(const LimitScope&) = delete;
  LimitScope& operator=(const LimitScope&) = delete;

 private:
  const __rlimit_resource_t resource_;
  rlimit before_ = {};
};

std::map<std::string, std::string> InGroup(const std::string& current,
                                           const std::string& limit) {
  return {{"/proc/self/statm", "1000 10 5 1 0 500 0\n"},
          {"/proc/self/cgroup", "0::/a\n"},
          {"/sys/fs/cgroup/a/memory.current", current},
          {"/sys/fs/cgroup/a/memory.max", limit}};
}

MemoryHeadroom Left(uint32_t per_1024) {
  MemoryHeadroom headroom;
  headroom.per_1024 = per_1024;
  headroom.has_limit = true;
  return headroom;
}

TEST(MemoryHeadroomTest, ReadsTheResidentSize) {
  EXPECT_EQ(ReadFrom({{"/proc/self/statm", "1000 25 5 1 0 500 0\n"}}).rss_bytes,
            25u * 4096);
}

TEST(MemoryHeadroomTest, WithoutProcNothingIsKnown) {
  for (const char* statm : {"", "garbage\n", "1 2 3\n"}) {
    const MemoryHeadroom headroom = ReadFrom({{"/proc/self/statm", statm}});
    EXPECT_EQ(headroom.rss_bytes, 0u);
    EXPECT_EQ(headroom.per_1024, MemoryHeadroom::kAll);
  }
}

TEST(MemoryHeadroomTest, TheGroupsLimitIsWhatIsLeft) {
  const MemoryHeadroom headroom = ReadFrom(InGroup("786432\n", "1048576\n"));
  EXPECT_TRUE(headroom.has_limit);
  EXPECT_NEAR(headroom.per_1024, 256, 1);
}

TEST(MemoryHeadroomTest, AGroupAboveItsLimitHasNothingLeft) {
  EXPECT_EQ(ReadFrom(InGroup("2000000\n", "1048576\n")).per_1024, 0u);
}

TEST(MemoryHeadroomTest, AGroupFullOfCachedFilesIsNotNearItsEnd) {
  auto files = InGroup("1000000\n", "1048576\n");
  files["/sys/fs/cgroup/a/memory.stat"] = "anon 1\ninactive_file 900000\n";
  EXPECT_GT(ReadFrom(files).per_1024, MemoryHeadroom::kAll / 2);
}

TEST(MemoryHeadroomTest, NoLimitIsNone) {
  const MemoryHeadroom headroom = ReadFrom(InGroup("786432\n", "max\n"));
  EXPECT_EQ(headroom.per_1024, MemoryHeadroom::kAll);
}

TEST(MemoryHeadroomTest, LimitsOfTheProcessCount) {
  constexpr uint64_t kLimitBytes = 1ull << 50;
  const uint64_t three_quarters = kLimitBytes / 4096 / 4 * 3;
  const std::string pages = std::to_string(three_quarters);
  const LimitScope limit(RLIMIT_DATA, kLimitBytes);
  const MemoryHeadroom headroom =
      ReadFrom({{"/proc/self/statm", "1 1 1 1 0 " + pages + " 0\n"}});
  EXPECT_TRUE(headroom.has_limit);
  EXPECT_NEAR(headroom.per_1024, 256, 1);
}

TEST(MemoryHeadroomTest, TheTightestOfAllLimitsCounts) {
  const LimitScope limit(RLIMIT_DATA, 1ull << 50);
  EXPECT_NEAR(ReadFrom(InGroup("943718\n", "1048576\n")).per_1024, 102, 1);
}

TEST(PeriodForTest, IsAsConfiguredWhileHalfIsLeft) {
  EXPECT_EQ(PeriodFor(Left(MemoryHeadroom::kAll), kMinuteNs), kMinuteNs);
  EXPECT_EQ(PeriodFor(Left(MemoryHeadroom::kAll / 2), kMinuteNs), kMinuteNs);
}

TEST(PeriodForTest, ShrinksWithWhatIsLeftDownToASecond) {
  uint64_t previous_ns = kMinuteNs;
  for (uint32_t left = 511; left > 0; --left) {
    const uint64_t period_ns = PeriodFor(Left(left), kMinuteNs);
    EXPECT_LE(period_ns, previous_ns) << left;
    EXPECT_GE(period_ns, kSecondNs) << left;
    previous_ns = period_ns;
  }
  EXPECT_EQ(PeriodFor(Left(200), kMinuteNs) / kSecondNs, 1u);
  EXPECT_EQ(PeriodFor(Left(0), kMinuteNs), kSecondNs);
}

TEST(PeriodForTest, AShortPeriodStaysAndNoneStaysNone) {
  EXPECT_EQ(PeriodFor(Left(0), kSecondNs / 2), kSecondNs / 2);
  EXPECT_EQ(PeriodFor(Left(0), 0), 0u);
}

TEST(PeriodForTest, TheLongestPeriodDoesNotOverflow) {
  EXPECT_LT(PeriodFor(Left(511), UINT64_MAX), UINT64_MAX);
  EXPECT_GE(PeriodFor(Left(1), UINT64_MAX), kSecondNs);
}

}  // namespace
}  // namespace leaktrace
