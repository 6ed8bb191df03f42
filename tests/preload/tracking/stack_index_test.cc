#include "preload/tracking/stack_index.h"

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "preload/tracking/stack_hash.h"

namespace leaktrace {
namespace {

// The stack with the id i + 1 is that of the key i.
class StackIndexTest : public testing::Test {
 protected:
  static constexpr uint32_t kMaxStacks = 1 << 14;

  void SetUp() override { index_.Init(memory_.get(), kMaxStacks); }

  static uint64_t HashOf(uint64_t key) {
    return StackHash(0, false).With(key).value();
  }
  uint32_t Enter(uint64_t key, uint64_t hash) {
    return index_.FindOrInsert(
        hash, [&](uint32_t id) { return keys_[id].load() == key; },
        [&]() -> uint32_t {
          const uint32_t id = ++count_;
          if (id > kMaxStacks) return 0;
          keys_[id] = key;
          return id;
        },
        [&](uint32_t) { ++dropped_; });
  }

  StackIndex index_;
  std::unique_ptr<uint64_t[]> memory_ = std::make_unique<uint64_t[]>(
      StackIndex::kBytesPerStack * kMaxStacks / sizeof(uint64_t));
  std::vector<std::atomic<uint64_t>> keys_ =
      std::vector<std::atomic<uint64_t>>(kMaxStacks + 1);
  std::atomic<uint32_t> count_ = 0;
  std::atomic<uint32_t> dropped_ = 0;
};

TEST_F(StackIndexTest, FindsAllThatItWasBuiltFor) {
  for (uint32_t i = 0; i < kMaxStacks; ++i) {
    ASSERT_EQ(Enter(i, HashOf(i)), i + 1);
  }
  for (uint32_t i = 0; i < kMaxStacks; ++i) {
    ASSERT_EQ(Enter(i, HashOf(i)), i + 1);
  }
  EXPECT_EQ(dropped_, 0u);
}

TEST_F(StackIndexTest, TellsEqualHashesApart) {
  for (uint32_t i = 0; i < 300; ++i) ASSERT_EQ(Enter(i, 42), i + 1);
  for (uint32_t i = 0; i < 300; ++i) ASSERT_EQ(Enter(i, 42), i + 1);
}

TEST_F(StackIndexTest, IsFullWhenNoSlotIsLeft) {
  for (uint32_t i = 0; i < kMaxStacks; ++i) ASSERT_NE(Enter(i, 7), 0u);
  EXPECT_EQ(Enter(kMaxStacks, 7), 0u);
}

TEST_F(StackIndexTest, FewStacksTouchFewPages) {
  for (uint32_t i = 0; i < 256; ++i) Enter(i, HashOf(i));
  size_t touched = 0;
  constexpr size_t kPageWords = 512;
  constexpr size_t kWords =
      StackIndex::kBytesPerStack * kMaxStacks / sizeof(uint64_t);
  for (size_t page = 0; page < kWords; page += kPageWords) {
    bool is_touched = false;
    for (size_t i = page; i < page + kPageWords && i < kWords; ++i) {
      is_touched |= memory_[i] != 0;
    }
    touched += is_touched;
  }
  EXPECT_LE(touched, 3u);  // of 48
}

TEST_F(StackIndexTest, ThreadsEnterAStackOnce) {
  constexpr uint32_t kKeys = 2000;
  std::vector<std::vector<uint32_t>> ids(4, std::vector<uint32_t>(kKeys));
  std::vector<std::thread> threads;
  threads.reserve(ids.size());
  for (std::vector<uint32_t>& mine : ids) {
    threads.emplace_back([&] {
      for (uint32_t key = 0; key < kKeys; ++key) {
        mine[key] = Enter(key, HashOf(key));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::vector<uint32_t>& other : ids) EXPECT_EQ(other, ids[0]);
  EXPECT_EQ(count_ - dropped_, kKeys);
}

}  // namespace
}  // namespace leaktrace
