#include "preload/snapshot/snapshot_errand.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cerrno>
#include <cstdint>
#include <thread>

namespace leaktrace {
namespace {

constexpr SnapshotErrand::Patience kNone = {0, 0};

// The background thread, reduced to its part in this.
void ServeUntil(const std::atomic<bool>& stop, SnapshotErrand* errand) {
  for (uint32_t sequence = 0; !stop.load(); std::this_thread::yield()) {
    const SnapshotReason reason = errand->Accept();
    if (reason == SnapshotReason::kNone) continue;
    errand->Answer({static_cast<int>(reason), sequence++});
  }
}

TEST(SnapshotErrandTest, TheAnswerReachesWhoeverPosted) {
  SnapshotErrand errand;
  std::atomic<bool> stop = false;
  std::thread server([&] { ServeUntil(stop, &errand); });
  for (uint32_t i = 0; i < 1000; ++i) {
    SnapshotResult result;
    ASSERT_TRUE(errand.Post(SnapshotReason::kExit));
    ASSERT_TRUE(errand.Wait(&result, {}));
    EXPECT_EQ(result.error, static_cast<int>(SnapshotReason::kExit));
    EXPECT_EQ(result.sequence, i);
  }
  stop = true;
  server.join();
}

TEST(SnapshotErrandTest, OfManyPostersOneAtATimeIsServed) {
  constexpr int kThreads = 4;
  SnapshotErrand errand;
  std::atomic<bool> stop = false;
  std::atomic<int> served = 0;
  std::thread server([&] { ServeUntil(stop, &errand); });
  std::thread posters[kThreads];
  for (std::thread& poster : posters) {
    poster = std::thread([&] {
      for (int i = 0; i < 200; ++i) {
        if (!errand.Post(SnapshotReason::kRequest)) continue;
        SnapshotResult result;
        EXPECT_TRUE(errand.Wait(&result, {}));
        EXPECT_EQ(result.error, static_cast<int>(SnapshotReason::kRequest));
        ++served;
      }
    });
  }
  for (std::thread& poster : posters) poster.join();
  stop = true;
  server.join();
  EXPECT_GT(served, 0);
  EXPECT_FALSE(errand.IsPosted());
}

TEST(SnapshotErrandTest, ASecondPostIsRefused) {
  SnapshotErrand errand;
  EXPECT_TRUE(errand.Post(SnapshotReason::kRequest));
  EXPECT_FALSE(errand.Post(SnapshotReason::kExit));
  EXPECT_EQ(errand.Accept(), SnapshotReason::kRequest);
  EXPECT_FALSE(errand.Post(SnapshotReason::kExit));
}

TEST(SnapshotErrandTest, NothingPostedIsNothingAccepted) {
  SnapshotErrand errand;
  EXPECT_FALSE(errand.IsPosted());
  EXPECT_EQ(errand.Accept(), SnapshotReason::kNone);
}

TEST(SnapshotErrandTest, AThreadThatNeverBeginsIsNotWaitedFor) {
  SnapshotErrand errand;
  SnapshotResult result;
  ASSERT_TRUE(errand.Post(SnapshotReason::kExit));
  EXPECT_FALSE(errand.Wait(&result, kNone));
  // Withdrawn: the thread that comes late finds nothing to do.
  EXPECT_EQ(errand.Accept(), SnapshotReason::kNone);
  EXPECT_TRUE(errand.Post(SnapshotReason::kExit));
}

TEST(SnapshotErrandTest, AnAnswerThatComesTooLateIsDropped) {
  SnapshotErrand errand;
  SnapshotResult result;
  ASSERT_TRUE(errand.Post(SnapshotReason::kExit));
  ASSERT_EQ(errand.Accept(), SnapshotReason::kExit);
  EXPECT_FALSE(errand.Wait(&result, kNone));
  EXPECT_FALSE(errand.Post(SnapshotReason::kExit)) << "still being taken";
  errand.Answer({EIO, 7});
  EXPECT_TRUE(errand.Post(SnapshotReason::kRequest));
  EXPECT_EQ(result.error, 0);
}

TEST(SnapshotErrandTest, AForkedChildStartsFree) {
  SnapshotErrand errand;
  ASSERT_TRUE(errand.Post(SnapshotReason::kExit));
  ASSERT_EQ(errand.Accept(), SnapshotReason::kExit);
  errand.ForkChildReset();
  EXPECT_TRUE(errand.Post(SnapshotReason::kRequest));
}

}  // namespace
}  // namespace leaktrace
