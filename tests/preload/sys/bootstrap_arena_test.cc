#include "preload/sys/bootstrap_arena.h"

#include <cstring>
#include <memory>

#include "gtest/gtest.h"

namespace leaktrace::sys {
namespace {

class BootstrapArenaTest : public testing::Test {
 protected:
  // Static in the shim, too large for a stack here.
  std::unique_ptr<BootstrapArena> arena_ = std::make_unique<BootstrapArena>();
};

TEST_F(BootstrapArenaTest, BlocksAreZeroedAlignedAndRecognised) {
  for (const size_t alignment : {1, 16, 64, 4096}) {
    void* block = arena_->Allocate(100, alignment);
    ASSERT_NE(block, nullptr);
    EXPECT_EQ(reinterpret_cast<uintptr_t>(block) % alignment, 0u);
    EXPECT_EQ(static_cast<char*>(block)[99], 0);
    EXPECT_TRUE(arena_->Contains(block));
    EXPECT_EQ(BootstrapArena::SizeOf(block), 100u);
    memset(block, 0xab, 100);
  }
}

TEST_F(BootstrapArenaTest, ExhaustionAndLargeBlocksFallBackToMappings) {
  void* large = arena_->Allocate(1 << 20);
  ASSERT_NE(large, nullptr);
  EXPECT_TRUE(arena_->Contains(large));
  EXPECT_EQ(BootstrapArena::SizeOf(large), size_t{1} << 20);
  void* last = nullptr;
  for (int i = 0; i < 100; ++i) last = arena_->Allocate(1000);
  ASSERT_NE(last, nullptr);
  EXPECT_TRUE(arena_->Contains(last));
}

TEST_F(BootstrapArenaTest, OtherMemoryIsNotRecognised) {
  const auto other = std::make_unique<int>(1);
  EXPECT_FALSE(arena_->Contains(other.get()));
  EXPECT_FALSE(arena_->Contains(nullptr));
}

TEST_F(BootstrapArenaTest, RefusesOddAlignmentAndOverflow) {
  EXPECT_EQ(arena_->Allocate(8, 24), nullptr);
  EXPECT_EQ(arena_->Allocate(SIZE_MAX - 8), nullptr);
}

}  // namespace
}  // namespace leaktrace::sys
