#include "preload/snapshot/snapshot_service.h"

#include <gtest/gtest.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <string>
#include <thread>

#include "tests/preload/snapshot/control_connection.h"
#include "tests/preload/snapshot/decoded_profile.h"
#include "tests/preload/snapshot/temporary_directory.h"

namespace leaktrace {
namespace {

constinit SnapshotService g_idle_service;

class SnapshotServiceTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(stacks_.Init(1u << 20, 1u << 10));
    ASSERT_TRUE(live_.Init(1u << 20));
  }

  SnapshotConfig Config() {
    SnapshotConfig config;
    config.stacks = &stacks_;
    config.live = &live_;
    config.counters = &counters_;
    config.clock = &clock_;
    config.base_interval_bytes = 1;
    config.base_directory = base_.c_str();
    config.unwinder = "cfi";
    config.read_allocator = [](AllocatorStatistics* statistics) {
      statistics->heap_in_use_bytes = 4711;
    };
    return config;
  }
  void Configure() { ASSERT_TRUE(service_->Configure(Config())); }

  void Allocate(uintptr_t address, uint64_t size_bytes) {
    const uintptr_t frames[] = {0x1001, 0x2001};
    const StackId stack = stacks_.Intern({frames, false, 0});
    stacks_.AddAllocation(stack, 0, StackTable::kObjectScale, size_bytes);
    ASSERT_TRUE(live_.Insert({address, stack, size_bytes, clock_.Now(), 0}));
  }

  // The only series below the base.
  std::string Series() const {
    const auto names = NamesIn(base_);
    return names.size() == 1 ? base_ + "/" + *names.begin() : "";
  }
  DecodedProfile Read(const std::string& name) const {
    return DecodedProfile(ReadAll(Series() + "/" + name));
  }

  TemporaryDirectory parent_;
  std::string base_ = parent_.path() + "/out";
  StackTable stacks_;
  LiveTable live_;
  Counters counters_;
  BirthClock clock_;
  std::unique_ptr<SnapshotService> service_ =
      std::make_unique<SnapshotService>();
};

TEST_F(SnapshotServiceTest, NumbersSnapshotsLikeTheBirthIntervalsTheyEnd) {
  Configure();
  Allocate(0x10000, 10);
  EXPECT_EQ(service_->TakeSnapshot(SnapshotReason::kPeriod).error, 0);
  Allocate(0x20000, 20);
  EXPECT_EQ(service_->TakeSnapshot(SnapshotReason::kRequest).sequence, 1u);

  EXPECT_EQ(NamesIn(Series()),
            (std::set<std::string>{"000000.pb", "000001.pb"}));
  const DecodedProfile profile = Read("000001.pb");
  ASSERT_EQ(profile.samples.size(), 3u);
  EXPECT_EQ(profile.samples[1].numbers.at("birth"), 0);
  EXPECT_EQ(profile.samples[1].values[3], 10);
  EXPECT_EQ(profile.samples[2].numbers.at("birth"), 1);
  EXPECT_EQ(profile.samples[2].values[3], 20);
  EXPECT_EQ(profile.Comment("reason"), "request");
  EXPECT_EQ(profile.Comment("pid"), std::to_string(getpid()));
  EXPECT_EQ(profile.Comment("memory.heap_in_use_bytes"), "4711");
  EXPECT_EQ(profile.Comment("unwinder"), "cfi");
  EXPECT_NE(profile.Comment("write_ns"), "");
  EXPECT_GT(std::stoll(profile.Comment("memory.rss_anon_bytes")), 0);
}

TEST_F(SnapshotServiceTest, TheFinalSnapshotIsTheLast) {
  Configure();
  service_->TakeFinalSnapshot();
  EXPECT_EQ(Read("000000.pb").Comment("reason"), "exit");
  EXPECT_EQ(service_->TakeSnapshot(SnapshotReason::kPeriod).error, EBUSY);
  EXPECT_EQ(NamesIn(Series()).size(), 1u);
}

TEST_F(SnapshotServiceTest, AFailureIsCountedAndItsNumberSkipped) {
  std::ofstream(base_) << "a file in the way";
  Configure();
  EXPECT_EQ(service_->TakeSnapshot(SnapshotReason::kPeriod).error, ENOTDIR);
  EXPECT_EQ(counters_.Get(Counter::kSnapshotFailed), 1u);
  std::filesystem::remove(base_);

  const SnapshotResult result = service_->TakeSnapshot(SnapshotReason::kPeriod);

  EXPECT_EQ(result.error, 0);
  EXPECT_EQ(result.sequence, 1u);
  EXPECT_EQ(NamesIn(Series()), std::set<std::string>{"000001.pb"});
  EXPECT_EQ(Read("000001.pb").Comment("loss.snapshot_failed"), "1");
}

TEST_F(SnapshotServiceTest, ARemovedDirectoryIsCreatedAnew) {
  Configure();
  EXPECT_EQ(service_->TakeSnapshot(SnapshotReason::kPeriod).error, 0);
  std::filesystem::remove_all(base_);
  EXPECT_EQ(service_->TakeSnapshot(SnapshotReason::kPeriod).error, 0);
  EXPECT_EQ(NamesIn(Series()), std::set<std::string>{"000001.pb"});
}

TEST_F(SnapshotServiceTest, AFullDiskLeavesNoTemporaryFile) {
  std::filesystem::create_directory(base_);
  if (mount("none", base_.c_str(), "tmpfs", 0, "size=16k") != 0) {
    GTEST_SKIP() << "mounting a small tmpfs takes root";
  }
  for (uintptr_t i = 1; i < 500; ++i) {
    const uintptr_t frames[] = {i * 16, i * 32, i * 64};
    const StackId stack = stacks_.Intern({frames, false, 0});
    stacks_.AddAllocation(stack, 0, StackTable::kObjectScale, 1);
  }
  Configure();
  EXPECT_EQ(service_->TakeSnapshot(SnapshotReason::kPeriod).error, ENOSPC);
  EXPECT_TRUE(NamesIn(Series()).empty());
  EXPECT_EQ(counters_.Get(Counter::kSnapshotFailed), 1u);
  service_.reset();
  EXPECT_EQ(umount2(base_.c_str(), MNT_DETACH), 0);
}

TEST_F(SnapshotServiceTest, KeepsTheByteCap) {
  SnapshotConfig config = Config();
  config.retention_bytes = 1;
  ASSERT_TRUE(service_->Configure(config));
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(service_->TakeSnapshot(SnapshotReason::kPeriod).error, 0);
  }
  EXPECT_EQ(NamesIn(Series()),
            (std::set<std::string>{"000000.pb", "000004.pb"}));
  EXPECT_GT(counters_.Get(Counter::kSnapshotBytesLost), 0u);
}

TEST_F(SnapshotServiceTest, TheLoopServesRequestsAndEndsWithTheFinalOne) {
  Configure();
  std::thread loop([this] { service_->RunLoop(); });
  // The socket appears when the loop is ready.
  while (!std::filesystem::exists(base_) || Series().empty() ||
         NamesIn(Series()).count("control") == 0) {
    std::this_thread::yield();
  }
  const auto ask = [this](const std::string& request) {
    std::string reply;
    while (reply.empty()) {  // bound, but perhaps not listening yet
      const ControlConnection client(Series() + "/control");
      if (!client.is_connected()) continue;
      client.Send(request);
      reply = client.ReadAll();
    }
    return reply;
  };
  const std::string status = ask("status\n");
  EXPECT_EQ(status.rfind("ok\nversion=1\n", 0), 0u) << status;
  EXPECT_NE(status.find("\nsnapshots=0\ndirectory=" + Series() + "\n"),
            std::string::npos);
  EXPECT_EQ(ask("snapshot\n"),
            "ok\nsequence=0\nfile=" + Series() + "/000000.pb\n");
  EXPECT_EQ(ask("nonsense\n"), "error unknown request\n");

  service_->TakeFinalSnapshot();
  loop.join();

  EXPECT_EQ(NamesIn(Series()),
            (std::set<std::string>{"000000.pb", "000001.pb"}));
}

TEST_F(SnapshotServiceTest, TheLoopTakesSnapshotsOnItsPeriod) {
  SnapshotConfig config = Config();
  config.period_ns = 1000000;
  ASSERT_TRUE(service_->Configure(config));
  std::thread loop([this] { service_->RunLoop(); });
  while (clock_.Now() < 3) std::this_thread::yield();
  service_->TakeFinalSnapshot();
  loop.join();
  EXPECT_EQ(Read("000000.pb").Comment("reason"), "period");
  EXPECT_GE(NamesIn(Series()).size(), 3u);
}

TEST_F(SnapshotServiceTest, AForkedChildHasItsOwnSeriesFromZero) {
  Configure();
  Allocate(0x10000, 10);
  ASSERT_EQ(service_->TakeSnapshot(SnapshotReason::kPeriod).error, 0);
  Allocate(0x20000, 20);
  const std::string parents = Series();
  const pid_t child = fork();
  if (child == 0) {
    service_->ForkChildReset();
    Allocate(0x30000, 30);
    const bool first =
        service_->TakeSnapshot(SnapshotReason::kFork).sequence == 0;
    Allocate(0x40000, 40);
    const SnapshotResult second =
        service_->TakeSnapshot(SnapshotReason::kRequest);
    _exit(first && second.error == 0 && second.sequence == 1 ? 0 : 1);
  }
  int status = -1;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(NamesIn(parents), std::set<std::string>{"000000.pb"});
  std::string childs;
  for (const std::string& name : NamesIn(base_)) {
    if (base_ + "/" + name != parents) childs = base_ + "/" + name;
  }
  const DecodedProfile profile(ReadAll(childs + "/000001.pb"));
  ASSERT_EQ(profile.samples.size(), 3u);
  EXPECT_EQ(profile.samples[0].values[1], 100);
  EXPECT_EQ(profile.samples[1].numbers.at("birth"), 0);
  EXPECT_EQ(profile.samples[1].values[3], 60);
  EXPECT_EQ(profile.samples[2].numbers.at("birth"), 1);
  EXPECT_EQ(profile.samples[2].values[3], 40);
}

TEST(IdleSnapshotServiceTest, ZeroBytesAreAValidService) {
  EXPECT_NE(g_idle_service.TakeSnapshot(SnapshotReason::kPeriod).error, 0);
  EXPECT_FALSE(g_idle_service.UpdateModules());
  g_idle_service.ForkChildReset();
  g_idle_service.TakeFinalSnapshot();
}

}  // namespace
}  // namespace leaktrace
