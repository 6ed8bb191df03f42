#include "preload/snapshot/mapping_summary.h"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <map>
#include <string>
#include <vector>

#include "preload/snapshot/mapping_survey.h"

namespace leaktrace {
namespace {

constexpr uint64_t kMiB = 1 << 20;

using Totals = std::map<std::string, uint64_t>;

Totals TotalsOf(std::span<const MappingTotal> mappings) {
  Totals totals;
  for (const MappingTotal& mapping : mappings) {
    totals[std::string(mapping.name_view())] += mapping.bytes;
  }
  return totals;
}

std::string Mapping(const std::string& line, int anonymous_kb, int swap_kb) {
  return line + "\nSize:  9 kB\nAnonymous:   " + std::to_string(anonymous_kb) +
         " kB\nAnonHugePages:   7 kB\nSwap:  " + std::to_string(swap_kb) +
         " kB\nSwapPss:  3 kB\nVmFlags: rd wr\n";
}

Totals Read(const std::string& smaps) {
  int fds[2];
  EXPECT_EQ(pipe(fds), 0);
  EXPECT_EQ(write(fds[1], smaps.data(), smaps.size()),
            static_cast<ssize_t>(smaps.size()));
  close(fds[1]);
  char buffer[256];
  MappingSummary summary;
  EXPECT_TRUE(ReadMappings(fds[0], buffer, &summary));
  close(fds[0]);
  return TotalsOf(summary.totals());
}

TEST(MappingSummaryTest, AddsUpByName) {
  const Totals totals =
      Read(Mapping("1000-2000 rw-p 00000000 00:00 0    [heap]", 8, 4) +
           Mapping("5000-6000 rw-p 00000000 00:01 9    /lib/a.so", 4, 0) +
           Mapping("6000-7000 rw-p 00000000 00:01 9    /lib/a.so", 4, 0) +
           Mapping("8000-9000 r--p 00000000 00:01 8    /lib/b.so", 0, 0) +
           Mapping("a000-b000 rw-p 00000000 00:00 0    [anon:cache]", 12, 0) +
           Mapping("c000-d000 rw-p 00000000 00:00 0", 16, 0));
  EXPECT_EQ(totals, (Totals{{"[heap]", 12 << 10},
                            {"/lib/a.so", 8 << 10},
                            {"[anon:cache]", 12 << 10},
                            {"[anonymous]", 16 << 10}}));
}

TEST(MappingSummaryTest, KnowsStacksByTheirGuardAndArenasByTheirPlace) {
  const Totals totals =
      Read(Mapping("7f0000001000-7f0000002000 ---p 00000000 00:00 0", 0, 0) +
           Mapping("7f0000002000-7f0000802000 rw-p 00000000 00:00 0", 20, 0) +
           Mapping("7f0004000000-7f0004021000 rw-p 00000000 00:00 0", 40, 0) +
           // What is set aside for the rest of the arena is no guard.
           Mapping("7f0004021000-7f0008000000 ---p 00000000 00:00 0", 0, 0) +
           Mapping("7f0008000000-7f000c000000 rw-p 00000000 00:00 0", 80, 0) +
           Mapping("7f0010000000-7f0010100000 rw-p 00000000 00:00 0", 4, 0));
  EXPECT_EQ(totals, (Totals{{"[thread stacks]", 20 << 10},
                            {"[malloc arenas]", 120 << 10},
                            {"[anonymous]", 4 << 10}}));
}

TEST(MappingSummaryTest, KeepsTheLargestNamesAndTheSumOfAll) {
  MappingSummary summary;
  uint64_t all = 0;
  for (uint64_t i = 0; i < 100; ++i) {
    const uint64_t bytes = 1 + i * 37 % 100;
    summary.Add("/lib/" + std::to_string(i), bytes);
    all += bytes;
  }
  EXPECT_EQ(summary.totals().size(), MappingSummary::kMaxNames);
  const Totals totals = TotalsOf(summary.totals());
  uint64_t sum = 0;
  for (const auto& [name, bytes] : totals) {
    sum += bytes;
    if (name != "[others]") {
      EXPECT_GT(bytes, 60u) << name;
    }
  }
  EXPECT_EQ(sum, all);
  EXPECT_TRUE(totals.contains("[others]"));
}

TEST(MappingSummaryTest, KeepsTheEndOfALongName) {
  const std::string name = "/" + std::string(300, 'd') + "/libx.so";
  MappingSummary summary;
  summary.Add(name, 1);
  EXPECT_EQ(summary.totals()[0].name_view(),
            name.substr(name.size() - MappingTotal::kMaxNameBytes));
}

TEST(MappingSummaryTest, BrokenLinesAddNothing) {
  EXPECT_TRUE(Read("1000-2000 rw-p 00000000 00:00 0\nAnonymous: -4 kB\n"
                   "Anonymous: 99999999999999999999 kB\nSwap: 4 MB\nSwap:")
                  .empty());
}

TEST(MappingSummaryTest, ReportsAReadError) {
  char buffer[256];
  MappingSummary summary;
  EXPECT_FALSE(ReadMappings(-1, buffer, &summary));
}

TEST(MappingSurveyTest, FindsMemoryOfThisProcessThatWasMapped) {
  void* block = mmap(nullptr, 32 * kMiB, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
  ASSERT_NE(block, MAP_FAILED);
  static MappingSurvey survey;
  survey.Reset();
  char buffer[8192];
  const Totals totals = TotalsOf(survey.Look(1, 0, buffer));
  munmap(block, 32 * kMiB);
  uint64_t unnamed = 0;
  for (const char* name : {"[anonymous]", "[malloc arenas]"}) {
    if (totals.contains(name)) unnamed += totals.at(name);
  }
  EXPECT_GE(unnamed, 32 * kMiB);
}

TEST(MappingSurveyTest, RestsWhenItsCreditIsSpent) {
  static MappingSurvey survey;
  char buffer[8192];
  constexpr int kMoreThanAnyCreditAllows = 100'000;
  int looks = 0;
  while (looks < kMoreThanAnyCreditAllows &&
         !survey.Look(1, 0, buffer).empty()) {
    ++looks;
  }
  EXPECT_GE(looks, 1);
  EXPECT_LT(looks, kMoreThanAnyCreditAllows);
  constexpr uint64_t kDayNs = 86'400'000'000'000;
  EXPECT_FALSE(survey.Look(kDayNs, 0, buffer).empty());
}

TEST(MappingSurveyTest, LeavesLargeProcessesAlone) {
  static MappingSurvey survey;
  char buffer[8192];
  EXPECT_TRUE(
      survey.Look(1, MappingSurvey::kMaxResidentBytes + 1, buffer).empty());
}

}  // namespace
}  // namespace leaktrace
