#include "preload/snapshot/snapshot_writer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdlib>
#include <map>
#include <thread>
#include <vector>

#include "preload/snapshot_format.h"
#include "tests/preload/snapshot/decoded_profile.h"
#include "tests/preload/snapshot/recorded_tables.h"

namespace leaktrace {
namespace {

using Values = std::vector<int64_t>;

TEST(SnapshotWriterTest, HeaderIsAsTheContractSays) {
  RecordedTables recorded;
  const DecodedProfile profile(recorded.Write(recorded.Context(3)));
  using Type = std::pair<std::string, std::string>;
  EXPECT_EQ(profile.sample_types,
            (std::vector<Type>{{"alloc_objects", "count"},
                               {"alloc_space", "bytes"},
                               {"inuse_objects", "count"},
                               {"inuse_space", "bytes"}}));
  EXPECT_EQ(profile.default_sample_type, "inuse_space");
  EXPECT_EQ(profile.period_type, (Type{"space", "bytes"}));
  EXPECT_EQ(profile.period, 1);
  EXPECT_EQ(profile.duration_nanos, 0);
  EXPECT_EQ(profile.time_nanos, 1700000000000000000);
  EXPECT_EQ(profile.Comment("version"), "1");
  EXPECT_EQ(profile.Comment("sequence"), "3");
  EXPECT_EQ(profile.Comment("reason"), "request");
  EXPECT_EQ(profile.Comment("mode"), "exact");
  EXPECT_EQ(profile.Comment("loss.live_table_full"), "0");
  ASSERT_FALSE(profile.mappings.empty());
  EXPECT_NE(profile.mappings[0].file.find("snapshot_test"), std::string::npos);
}

TEST(SnapshotWriterTest, OneCumulativeSampleAndOneForEachBirth) {
  RecordedTables recorded;
  const StackId stack = recorded.AddStack({0x1001, 0x2001}, true);
  recorded.Allocate(stack, 0x10000, 100, 0);
  recorded.Allocate(stack, 0x20000, 30, 1);
  recorded.Allocate(stack, 0x30000, 40, 1);
  recorded.Free(0x10000);

  const DecodedProfile profile(recorded.Write(recorded.Context(1)));

  ASSERT_EQ(profile.samples.size(), 2u);
  const DecodedSample& total = profile.samples[0];
  EXPECT_TRUE(total.IsCumulative());
  EXPECT_EQ(total.values, (Values{3, 170, 0, 0}));
  EXPECT_EQ(total.texts.at("truncated"), "yes");
  EXPECT_EQ(profile.AddressesOf(total),
            (std::vector<uint64_t>{0x1000, 0x2000}));
  const DecodedSample& born = profile.samples[1];
  EXPECT_EQ(born.values, (Values{0, 0, 2, 70}));
  EXPECT_EQ(born.numbers.at("birth"), 1);
  EXPECT_EQ(born.numbers.at("norm_bytes"), 50);
  EXPECT_EQ(born.numbers.count("samples"), 0u);
  EXPECT_EQ(born.numbers.count("sd_bytes"), 0u);
  EXPECT_EQ(born.texts.at("truncated"), "yes");
}

TEST(SnapshotWriterTest, SampledValuesAreFinalAndCarryTheirError) {
  RecordedTables recorded;
  recorded.interval_bytes = 4096;
  const StackId stack = recorded.AddStack({0x1001});
  recorded.Allocate(stack, 0x10000, 1000, 0);

  const DecodedProfile profile(recorded.Write(recorded.Context(0)));

  EXPECT_EQ(profile.period, 4096);
  EXPECT_EQ(profile.Comment("mode"), "sampled");
  const double p = 1 - std::exp(-1000.0 / 4096);
  const double bytes = 1000 / p;
  const DecodedSample& born = profile.samples.at(1);
  EXPECT_EQ(born.values[2], std::lround(1 / p));
  EXPECT_EQ(born.values[3], std::lround(bytes));
  EXPECT_EQ(born.numbers.at("samples"), 1);
  EXPECT_EQ(born.numbers.at("sd_bytes"),
            std::lround(std::sqrt(bytes * (bytes - 1000))));
  EXPECT_EQ(born.numbers.count("norm_bytes"), 0u);
}

TEST(SnapshotWriterTest, AnnotationsAreLabelsAndNoFrames) {
  RecordedTables recorded;
  const uint8_t label = recorded.annotations.labels.Intern("tenant 7");
  const uint8_t pool = recorded.annotations.pools.Intern("nodes");
  const uintptr_t frame = Annotation{label, pool, 0, 0}.ToFrame();
  for (const uintptr_t caller : {0x2001, 0x3001}) {
    const StackId stack = recorded.AddStack({0x1001, caller, frame});
    recorded.Allocate(stack, caller << 16, 100, 0);
  }

  const DecodedProfile profile(recorded.Write(recorded.Context(1)));

  ASSERT_EQ(profile.samples.size(), 4u);
  for (const DecodedSample& sample : profile.samples) {
    EXPECT_EQ(sample.locations.size(), 2u);
    EXPECT_EQ(sample.texts.at("label"), "tenant 7");
    EXPECT_EQ(sample.texts.at("pool"), "nodes");
    EXPECT_EQ(sample.texts.count("thread"), 0u);
  }
  EXPECT_EQ(std::count(profile.strings.begin(), profile.strings.end(), "nodes"),
            1);
}

TEST(SnapshotWriterTest, AMarkIsAComment) {
  RecordedTables recorded;
  SnapshotContext context = recorded.Context(1);
  context.reason = SnapshotReason::kMark;
  context.mark = "warm";
  const DecodedProfile profile(recorded.Write(context));
  EXPECT_EQ(profile.Comment("reason"), "mark");
  EXPECT_EQ(profile.Comment("mark"), "warm");
}

TEST(SnapshotWriterTest, AllocationsWithoutAStackHaveTheirOwnFrame) {
  RecordedTables recorded;
  recorded.Allocate(kNoStack, 0x10000, 64, 0);
  const DecodedProfile profile(recorded.Write(recorded.Context(0)));
  ASSERT_EQ(profile.samples.size(), 2u);
  EXPECT_EQ(profile.AddressesOf(profile.samples[0]),
            std::vector<uint64_t>{format::kNoStackAddress});
  EXPECT_EQ(profile.locations[0].mapping_id, 0u);
  EXPECT_EQ(profile.samples[1].values, (Values{0, 0, 1, 64}));
}

TEST(SnapshotWriterTest, FramesOfTheSameAddressShareALocation) {
  RecordedTables recorded;
  const StackId first = recorded.AddStack({0x1001, 0x3001});
  const StackId second = recorded.AddStack({0x2001, 0x3001});
  recorded.Allocate(first, 0x10000, 1, 0);
  recorded.Allocate(second, 0x20000, 1, 0);
  const DecodedProfile profile(recorded.Write(recorded.Context(0)));
  EXPECT_EQ(profile.locations.size(), 3u);
}

TEST(SnapshotWriterTest, ALocationLiesInsideItsMapping) {
  RecordedTables recorded;
  const auto pc = reinterpret_cast<uintptr_t>(&std::abort);
  recorded.Allocate(recorded.AddStack({pc + 1}), 0x10000, 1, 0);
  const DecodedProfile profile(recorded.Write(recorded.Context(0)));
  const DecodedLocation& location = profile.locations.at(0);
  ASSERT_GT(location.mapping_id, 0u);
  const DecodedMapping& mapping = profile.mappings.at(location.mapping_id - 1);
  EXPECT_LE(mapping.start, location.address);
  EXPECT_GT(mapping.limit, location.address);
}

TEST(SnapshotWriterTest, TheSameTablesGiveTheSameBytes) {
  RecordedTables recorded;
  for (uint32_t i = 1; i < 200; ++i) {
    recorded.Allocate(recorded.AddStack({i * 16, 0x7001}), i * 4096, i, i % 5);
  }
  SnapshotContext context = recorded.Context(9);
  const std::string first = recorded.Write(context);
  std::filesystem::remove(recorded.directory.path() + "/000009.pb");
  EXPECT_FALSE(first.empty());
  EXPECT_EQ(first, recorded.Write(context));
}

TEST(SnapshotWriterTest, ObjectsOfTheBirthsAddUpToAtMostTheTotal) {
  RecordedTables recorded;
  recorded.interval_bytes = 1000;
  const StackId stack = recorded.AddStack({0x1001});
  for (uint32_t i = 1; i <= 300; ++i) {
    recorded.Allocate(stack, i * 4096, 700 + i, i % 50);
  }
  const DecodedProfile profile(recorded.Write(recorded.Context(60)));
  const Values totals = profile.Totals();
  EXPECT_EQ(totals[0], totals[2]);
  EXPECT_EQ(totals[1], totals[3]);
}

// Values of the cumulative sample and the sums of the others, by stack.
struct StackValues {
  int64_t alloc_objects = 0, alloc_bytes = 0;
  int64_t inuse_objects = 0, inuse_bytes = 0;
};

std::map<std::vector<uint64_t>, StackValues> ByStack(
    const DecodedProfile& profile) {
  std::map<std::vector<uint64_t>, StackValues> result;
  for (const DecodedSample& sample : profile.samples) {
    for (const int64_t value : sample.values) EXPECT_GE(value, 0);
    StackValues& values = result[profile.AddressesOf(sample)];
    values.alloc_objects += sample.values[0];
    values.alloc_bytes += sample.values[1];
    values.inuse_objects += sample.values[2];
    values.inuse_bytes += sample.values[3];
  }
  return result;
}

void ExpectConsistent(const std::map<std::vector<uint64_t>, StackValues>& now,
                      const std::map<std::vector<uint64_t>, StackValues>& old) {
  for (const auto& [stack, values] : now) {
    EXPECT_GE(values.alloc_objects, values.inuse_objects);
    EXPECT_GE(values.alloc_bytes, values.inuse_bytes);
  }
  for (const auto& [stack, before] : old) {
    const auto found = now.find(stack);
    ASSERT_NE(found, now.end()) << "a stack disappeared";
    EXPECT_GE(found->second.alloc_objects, before.alloc_objects);
    EXPECT_GE(found->second.alloc_bytes, before.alloc_bytes);
  }
}

// One application thread: allocates and frees on stacks shared with others
// until told to stop; leaves nothing alive.
void Churn(RecordedTables& recorded, BirthClock& clock, uint32_t lane,
           const std::atomic<bool>& stop) {
  const uintptr_t base = 0x100000000ull * (lane + 1);
  constexpr uint32_t kBlocks = 64;
  for (uint32_t i = 0; !stop.load(std::memory_order_relaxed); ++i) {
    const uintptr_t address = base + (i % kBlocks) * 4096;
    const bool is_used = i >= kBlocks;
    EXPECT_EQ(recorded.Free(address), is_used);
    const StackId stack = recorded.AddStack({(i % 97 + 1) * 16, 0x9001});
    recorded.Allocate(stack, address, i % 3000 + 1, clock.Now(), lane);
  }
}

TEST(SnapshotWriterTest, SnapshotsUnderLoadAreConsistent) {
  for (const uint64_t interval_bytes : {1u, 2048u}) {
    RecordedTables recorded;
    recorded.interval_bytes = interval_bytes;
    BirthClock clock;
    std::atomic<bool> stop = false;
    std::vector<std::thread> threads;
    for (uint32_t lane = 0; lane < 8; ++lane) {
      threads.emplace_back([&, lane] { Churn(recorded, clock, lane, stop); });
    }
    std::map<std::vector<uint64_t>, StackValues> previous;
    for (int i = 0; i < 20; ++i) {
      const uint32_t sequence = clock.Advance();
      const std::string bytes = recorded.Write(recorded.Context(sequence));
      ASSERT_FALSE(bytes.empty());
      const auto now = ByStack(DecodedProfile(bytes));
      ExpectConsistent(now, previous);
      previous = now;
    }
    stop = true;
    for (std::thread& thread : threads) thread.join();
  }
}

}  // namespace
}  // namespace leaktrace
