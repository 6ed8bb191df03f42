#include "preload/snapshot/processor_wait.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <cstring>

#include "preload/snapshot/small_file.h"

namespace leaktrace {
namespace {

constexpr uint64_t kUnknown = UINT64_MAX;

template <const char* kText>
long Read(const char*, std::span<char> buffer) {
  std::memcpy(buffer.data(), kText, std::strlen(kText));
  return static_cast<long>(std::strlen(kText));
}

constexpr char kUsual[] = "185004446 23267131 637\n";
constexpr char kNotCounted[] = "0 0 0\n";
constexpr char kBroken[] = "185004446 -23267131 637\n";
constexpr char kCut[] = "185004446";

TEST(ProcessorWaitTest, IsTheSecondNumber) {
  EXPECT_EQ(ReadProcessorWait(Read<kUsual>), 23267131u);
}

TEST(ProcessorWaitTest, IsUnknownWhereTheKernelDoesNotCount) {
  EXPECT_EQ(ReadProcessorWait(Read<kNotCounted>), kUnknown);
  EXPECT_EQ(ReadProcessorWait(
                [](const char*, std::span<char>) -> long { return -ENOENT; }),
            kUnknown);
}

TEST(ProcessorWaitTest, ABrokenFileIsUnknown) {
  EXPECT_EQ(ReadProcessorWait(Read<kBroken>), kUnknown);
  EXPECT_EQ(ReadProcessorWait(Read<kCut>), kUnknown);
}

TEST(ProcessorWaitTest, NeverFallsInThisProcess) {
  const uint64_t before = ReadProcessorWait(ReadSmallFile);
  const uint64_t after = ReadProcessorWait(ReadSmallFile);
  if (before == kUnknown) GTEST_SKIP() << "not counted by this kernel";
  EXPECT_GE(after, before);
}

}  // namespace
}  // namespace leaktrace
