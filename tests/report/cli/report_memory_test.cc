#include "report/cli/report_memory.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/cli/memory_blame.h"

namespace leaktrace::report {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

constexpr int64_t kMiB = 1 << 20;

// One owner that grows by 1 MiB/min, give or take a tenth.
ReportView Growing() {
  ReportView view;
  OwnerRow& row = view.owners.emplace_back();
  row.alarm = true;
  row.confidence = .95;
  row.growth = RateRow{kMiB, .9 * kMiB, 1.1 * kMiB};
  view.memory.anonymous_bytes = 100 * kMiB;
  view.memory.process_growth = 20 * kMiB;
  view.memory.live_growth = 20 * kMiB;
  return view;
}

SnapshotInfo WithCgroup(int64_t limit) {
  SnapshotInfo info;
  info.memory["cgroup_limit_bytes"] = limit;
  info.memory["cgroup_current_bytes"] = 100 * kMiB;
  return info;
}

// 40 MiB of growth without the heap, `retained` of it kept by the allocator.
ReportView Flat(int64_t retained, int64_t unexplained) {
  ReportView view;
  view.memory.anonymous_bytes = 100 * kMiB;
  view.memory.process_growth = 40 * kMiB;
  view.memory.retained_growth = retained;
  view.memory.unexplained_growth = unexplained;
  return view;
}

TEST(MemoryNotes, SayWhenTheLimitIsReached) {
  ReportView view = Growing();
  AddMemoryNotes(WithCgroup(160 * kMiB), &view);
  EXPECT_THAT(view.memory.notes,
              ElementsAre("at this pace the cgroup's limit of 160.0 MiB is "
                          "reached in 1 h (54 min 33 s to 1 h 6 min)"));
  EXPECT_NEAR(*view.memory.seconds_to_limit, 3600, 1);
}

TEST(MemoryNotes, TheNearestLimitCounts) {
  ReportView view = Growing();
  SnapshotInfo info = WithCgroup(1000 * kMiB);
  info.memory["rlimit_data_bytes"] = 130 * kMiB;
  info.memory["data_bytes"] = 120 * kMiB;
  AddMemoryNotes(info, &view);
  EXPECT_THAT(view.memory.notes, ElementsAre(HasSubstr("RLIMIT_DATA")));
}

TEST(MemoryNotes, ResidentMemoryGrowsFasterThanTheHeap) {
  ReportView view = Growing();
  view.memory.live_growth = 10 * kMiB;
  AddMemoryNotes(WithCgroup(160 * kMiB), &view);
  EXPECT_NEAR(*view.memory.seconds_to_limit, 1800, 1);
}

TEST(MemoryNotes, NoForecastWithoutGrowthOrLimit) {
  ReportView view = Growing();
  AddMemoryNotes({}, &view);
  view.owners[0].alarm = false;
  AddMemoryNotes(WithCgroup(160 * kMiB), &view);
  EXPECT_THAT(view.memory.notes, IsEmpty());
}

TEST(MemoryNotes, NoForecastBeyondALimitThatIsReached) {
  ReportView view = Growing();
  AddMemoryNotes(WithCgroup(100 * kMiB), &view);
  EXPECT_THAT(view.memory.notes, IsEmpty());
}

TEST(MemoryNotes, AFlatHeapHasTheAllocatorsRemedy) {
  for (const auto& [library, remedy] :
       {std::pair("/lib/libc.so.6", "MALLOC_ARENA_MAX"),
        std::pair("/lib/libjemalloc.so.2", "dirty_decay_ms"),
        std::pair("/lib/libtcmalloc.so.4", "TCMALLOC_RELEASE_RATE"),
        std::pair("/lib/libmimalloc.so.2", "MIMALLOC_PURGE_DELAY")}) {
    ReportView view = Flat(30 * kMiB, 0);
    SnapshotInfo info;
    info.providers["malloc"] = library;
    AddMemoryNotes(info, &view);
    EXPECT_THAT(view.memory.blame, HasSubstr(remedy));
    EXPECT_THAT(view.memory.blame,
                StartsWith("the heap is flat, but the process grew by 40.0 "
                           "MiB, 30.0 MiB of it the allocator keeps"));
    EXPECT_EQ(view.memory.blamed, "allocator");
  }
}

TEST(MemoryNotes, MemoryOutsideOfTheHeapIsNamed) {
  ReportView view = Flat(0, 10 * kMiB);
  view.memory.mappings = {{kThreadStacks, 30 * kMiB}};
  AddMemoryNotes({}, &view);
  EXPECT_THAT(view.memory.blame, HasSubstr("30.0 MiB of it stacks of threads"));
  EXPECT_EQ(view.memory.blamed, "mappings");
  view.memory.mappings = {{kAnonymousMappings, 30 * kMiB}};
  AddMemoryNotes({}, &view);
  EXPECT_THAT(view.memory.blame, HasSubstr("mapped without malloc"));
  view.memory.mappings = {{"private pages of /srv/index", 30 * kMiB}};
  AddMemoryNotes({}, &view);
  EXPECT_THAT(view.memory.blame, HasSubstr("private pages of /srv/index"));
}

TEST(MemoryNotes, WhatNobodyNamesIsUnexplained) {
  ReportView view = Flat(0, 40 * kMiB);
  AddMemoryNotes({}, &view);
  EXPECT_THAT(view.memory.blame, HasSubstr("compare /proc/PID/smaps"));
  EXPECT_EQ(view.memory.blamed, "unexplained");
}

TEST(MemoryNotes, AGrowingHeapIsToBlameItself) {
  ReportView view = Flat(15 * kMiB, 0);
  view.memory.live_growth = 25 * kMiB;
  AddMemoryNotes({}, &view);
  EXPECT_EQ(view.memory.blame, "");
  // Unless others grow by more.
  view = Flat(28 * kMiB, 0);
  view.memory.live_growth = 12 * kMiB;
  AddMemoryNotes({}, &view);
  EXPECT_THAT(view.memory.blame, HasSubstr("more than its heap, 28.0 MiB"));
}

SnapshotSeries TwoSnapshots() {
  SnapshotSeries series;
  series.points.resize(4);
  for (int64_t i = 0; i < 4; ++i) {
    SeriesPoint& point = series.points[static_cast<size_t>(i)];
    point.info.memory["rss_anon_bytes"] = i * 10 * kMiB;
    point.totals.live_bytes = i * kMiB;
  }
  return series;
}

TEST(MemoryParts, MappingsAreThoseOfTheNearestLooks) {
  SnapshotSeries series = TwoSnapshots();
  series.points[1].info.mappings = {{"[thread stacks]", kMiB}, {"/a=b", 1}};
  series.points[2].info.mappings = {{"[thread stacks]", 21 * kMiB},
                                    {"/a=b", 4097}};
  MemoryView memory;
  SetMemory(series, &memory);
  EXPECT_EQ(memory.process_growth, 30 * kMiB);
  EXPECT_EQ(memory.live_growth, 3 * kMiB);
  ASSERT_EQ(memory.mappings.size(), 2u);
  EXPECT_EQ(memory.mappings[0].name, "thread stacks");
  EXPECT_EQ(memory.mappings[0].growth_bytes, 20 * kMiB);
  EXPECT_EQ(memory.mappings[1].name, "private pages of /a=b");
  EXPECT_EQ(memory.unexplained_growth, 7 * kMiB - 4096);
}

TEST(MemoryParts, OneSnapshotHasNoGrowth) {
  SnapshotSeries series = TwoSnapshots();
  series.points.resize(1);
  MemoryView memory;
  SetMemory(series, &memory);
  EXPECT_EQ(memory.anonymous_bytes, 0);
  EXPECT_EQ(memory.process_growth, std::nullopt);
}

TEST(MemoryNotes, SmallGrowthIsNotWorthAWord) {
  ReportView view = Flat(4 * kMiB, 0);
  view.memory.process_growth = 4 * kMiB;
  AddMemoryNotes({}, &view);
  EXPECT_EQ(view.memory.blame, "");
}

}  // namespace
}  // namespace leaktrace::report
