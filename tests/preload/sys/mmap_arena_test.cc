#include "preload/sys/mmap_arena.h"

#include <gtest/gtest.h>
#include <sys/mman.h>

#include <algorithm>
#include <cstring>
#include <span>

namespace leaktrace::sys {
namespace {

constexpr size_t kBytes = 16384;

bool IsZero(const char* memory) {
  return std::ranges::all_of(std::span(memory, kBytes),
                             [](char byte) { return byte == 0; });
}

TEST(MmapArenaTest, DiscardedMemoryReadsAsZero) {
  char* const memory = static_cast<char*>(ReserveMemory(kBytes));
  ASSERT_NE(memory, nullptr);
  memset(memory, 1, kBytes);
  DiscardMemory(memory, kBytes);
  EXPECT_TRUE(IsZero(memory));
  ReleaseMemory(memory, kBytes);
}

TEST(MmapArenaTest, SoDoesMemoryThatTheApplicationLocked) {
  char* const memory = static_cast<char*>(ReserveMemory(kBytes));
  ASSERT_NE(memory, nullptr);
  if (mlock(memory, kBytes) != 0) GTEST_SKIP() << "no memory may be locked";
  memset(memory, 1, kBytes);
  DiscardMemory(memory, kBytes);
  EXPECT_TRUE(IsZero(memory));
  ReleaseMemory(memory, kBytes);
}

TEST(MmapArenaTest, WhatIsTooMuchIsHalvedUntilItFits) {
  size_t reserved_bytes = 0;
  void* const memory =
      ReserveMemoryOrLess(size_t{1} << 62, kBytes, &reserved_bytes);
  ASSERT_NE(memory, nullptr);
  EXPECT_GE(reserved_bytes, kBytes);
  EXPECT_LT(reserved_bytes, size_t{1} << 62);
  ReleaseMemory(memory, reserved_bytes);
  EXPECT_EQ(
      ReserveMemoryOrLess(size_t{1} << 62, size_t{1} << 61, &reserved_bytes),
      nullptr);
  EXPECT_EQ(reserved_bytes, 0u);
}

}  // namespace
}  // namespace leaktrace::sys
