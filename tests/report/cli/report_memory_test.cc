#include "report/cli/report_memory.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

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
ReportView Flat(int64_t retained, int64_t other) {
  ReportView view;
  view.memory.anonymous_bytes = 100 * kMiB;
  view.memory.process_growth = 40 * kMiB;
  view.memory.retained_growth = retained;
  view.memory.other_growth = other;
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
    EXPECT_THAT(view.memory.notes, ElementsAre(HasSubstr(remedy)));
    EXPECT_THAT(view.memory.notes[0],
                StartsWith("the heap is flat, but the process grew by 40.0"));
  }
}

TEST(MemoryNotes, MemoryOutsideOfTheHeapIsNamed) {
  ReportView view = Flat(0, 40 * kMiB);
  AddMemoryNotes({}, &view);
  EXPECT_THAT(view.memory.notes, ElementsAre(HasSubstr("stacks of threads")));
}

TEST(MemoryNotes, SmallGrowthIsNotWorthAWord) {
  ReportView view = Flat(4 * kMiB, 0);
  view.memory.process_growth = 4 * kMiB;
  AddMemoryNotes({}, &view);
  EXPECT_THAT(view.memory.notes, IsEmpty());
}

}  // namespace
}  // namespace leaktrace::report
