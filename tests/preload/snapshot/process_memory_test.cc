#include "preload/snapshot/process_memory.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "preload/snapshot/small_file.h"

namespace leaktrace {
namespace {

constexpr uint64_t kUnknown = ProcessMemory::kUnknown;

TEST(ProcessMemoryTest, ReadsTheFieldsOfStatus) {
  ProcessMemory memory;
  ParseStatus(
      "Name:\tredis\nVmData:\t   1000 kB\nVmRSS:\t    2048 kB\n"
      "RssAnon:\t    1024 kB\nRssFile:\t     512 kB\nVmSwap:\t       0 kB\n"
      "Threads:\t5\n",
      &memory);
  EXPECT_EQ(memory.data_bytes, 1000u * 1024);
  EXPECT_EQ(memory.rss_bytes, 2048u * 1024);
  EXPECT_EQ(memory.rss_anon_bytes, 1024u * 1024);
  EXPECT_EQ(memory.rss_file_bytes, 512u * 1024);
  EXPECT_EQ(memory.swap_bytes, 0u);
  EXPECT_EQ(memory.threads, 5u);
  EXPECT_EQ(memory.pss_bytes, kUnknown);
}

TEST(ProcessMemoryTest, MissingAndBrokenFieldsStayUnknown) {
  ProcessMemory memory;
  ParseStatus("RssAnon:\t-1 kB\nVmRSS:\nVmSwap:\t99999999999999999999 kB",
              &memory);
  EXPECT_EQ(memory.rss_anon_bytes, kUnknown);
  EXPECT_EQ(memory.rss_bytes, kUnknown);
  EXPECT_EQ(memory.swap_bytes, kUnknown);
}

TEST(ProcessMemoryTest, ASizeThatOverflowsIsUnknown) {
  ProcessMemory memory;
  ParseStatus("VmRSS:\t18446744073709551615 kB\n", &memory);
  EXPECT_EQ(memory.rss_bytes, kUnknown);
}

TEST(ProcessMemoryTest, ReadsPssAndNotItsParts) {
  ProcessMemory memory;
  ParseSmapsRollup("Rss: 9 kB\nPss:   7 kB\nPss_Anon:  3 kB\n", &memory);
  EXPECT_EQ(memory.pss_bytes, 7u * 1024);
}

TEST(ProcessMemoryTest, ReadsThisProcess) {
  char scratch[8192];
  const ProcessMemory memory = ReadProcessMemory(ReadSmallFile, true, scratch);
  EXPECT_NE(memory.rss_anon_bytes, kUnknown);
  EXPECT_NE(memory.pss_bytes, kUnknown);
  EXPECT_GE(memory.rss_bytes, memory.rss_anon_bytes);
  EXPECT_GE(memory.threads, 1u);
}

TEST(ProcessMemoryTest, WithoutProcNothingIsKnownButLimits) {
  const ReadFileFunction missing = [](const char*, std::span<char>) -> long {
    return -ENOENT;
  };
  char scratch[256];
  const ProcessMemory memory = ReadProcessMemory(missing, true, scratch);
  EXPECT_EQ(memory.rss_anon_bytes, kUnknown);
  EXPECT_EQ(memory.cgroup_current_bytes, kUnknown);
}

TEST(ProcessMemoryTest, PssIsReadOnlyWhenAskedFor) {
  static bool asked = false;
  asked = false;
  const ReadFileFunction record = [](const char* path,
                                     std::span<char>) -> long {
    if (strstr(path, "smaps_rollup") != nullptr) asked = true;
    return -ENOENT;
  };
  char scratch[256];
  ReadProcessMemory(record, false, scratch);
  EXPECT_FALSE(asked);
  ReadProcessMemory(record, true, scratch);
  EXPECT_TRUE(asked);
}

}  // namespace
}  // namespace leaktrace
