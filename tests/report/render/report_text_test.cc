// Golden tests of the report, and of its first line in every situation.
#include "report/render/report_text.h"

#include <string>

#include "gtest/gtest.h"
#include "report/render/report_headline.h"
#include "report/render/report_json.h"
#include "tests/report/render/golden.h"

namespace leaktrace::report {
namespace {

constexpr int64_t kMiB = 1 << 20;

OwnerRow Owner(const std::string& name, int64_t live_bytes,
               int64_t change_bytes) {
  OwnerRow row;
  row.name = name;
  row.module = "redis-server";
  row.live_bytes = live_bytes;
  row.live_objects = live_bytes / 64;
  row.error_bytes = static_cast<double>(live_bytes) / 20;
  row.samples = live_bytes / 65536;
  row.alloc_bytes = 2 * live_bytes;
  row.alloc_objects = 2 * row.live_objects;
  row.change_bytes = change_bytes;
  row.change_objects = change_bytes / 64;
  row.change_error_bytes = 65536;
  row.bytes_per_minute = static_cast<double>(change_bytes) / 10;
  row.births_alive = 37;
  row.births_total = 40;
  return row;
}

ReportView View() {
  ReportView view;
  view.executable = "redis-server";
  view.pid = 4711;
  view.host = "box";
  view.directory = "leaktrace.out/redis-server.box.4711.1";
  view.snapshots = 40;
  view.span_seconds = 600;
  view.interval_bytes = 65536;
  view.exact = false;
  view.total = Owner("total", 40 * kMiB, 32 * kMiB);
  view.owners = {Owner("dbAdd", 31 * kMiB, 30 * kMiB),
                 Owner("processMultibulkBuffer", 6 * kMiB, 2 * kMiB),
                 Owner("initServer", 3 * kMiB, 0)};
  view.owners[0].path = {
      {"zmalloc", "redis-server", "", 0, false, false},
      {"dictAddRaw", "redis-server", "dict.c", 320, true, false},
      {"dbAdd", "redis-server", "db.c", 185, false, true},
      {"redis-server+0x1234", "redis-server", "", 0, false, false}};
  view.symbolized_fraction = 0.99999;
  view.memory = {.anonymous_bytes = 60 * kMiB,
                 .process_growth = 36 * kMiB,
                 .live_growth = 32 * kMiB,
                 .overhead_growth = kMiB / 2,
                 .retained_growth = kMiB,
                 .self_growth = 256 * 1024,
                 .mappings = {{"thread stacks", 2 * kMiB},
                              {"private pages of /usr/lib/libx.so", -4096}},
                 .unexplained_growth = kMiB / 4 + 4096,
                 .share_explained = 0.99};
  view.losses = {{"live_table", 12}};
  view.warnings = {"libx.so: not found"};
  return view;
}

TEST(ReportTextTest, ShowsGrowth) {
  ExpectGolden("report_growth.txt", RenderReportText(View(), 10, {}));
}

TEST(ReportTextTest, AFlatHeapIsTheHeadline) {
  ReportView view = View();
  view.memory.blame = "the heap is flat";
  EXPECT_EQ(RenderReportText(view, 10, {}).find("the heap is flat"), 0u);
  // Not before a growing owner, but on the first screen.
  view.owners[0].alarm = true;
  view.owners[0].growth = RateRow{kMiB, kMiB, kMiB};
  const std::string text = RenderReportText(view, 10, {});
  EXPECT_EQ(text.find("dbAdd grows"), 0u);
  EXPECT_NE(text.find("\nthe heap is flat\n"), std::string::npos);
}

TEST(ReportTextTest, EveryAlarmHasItsEvidence) {
  ReportView view = View();
  for (OwnerRow& row : view.owners) row.evidence = "seen in " + row.name;
  view.owners[0].alarm = view.owners[1].alarm = true;
  const std::string text = RenderReportText(view, 10, {});
  EXPECT_NE(text.find("\nevidence: seen in dbAdd\n"), std::string::npos);
  EXPECT_NE(text.find("\nevidence for processMultibulkBuffer: seen in"),
            std::string::npos);
  EXPECT_EQ(text.find("seen in initServer"), std::string::npos);
}

TEST(ReportTextTest, ManySmallMappingsAreAddedUp) {
  ReportView view = View();
  view.memory.mappings.clear();
  for (int i = 9; i > 0; --i) {
    view.memory.mappings.push_back({"/lib/" + std::to_string(i), i * 1024});
  }
  const std::string text = RenderReportText(view, 10, {});
  EXPECT_NE(text.find("+6.0 KiB  /lib/6\n"), std::string::npos);
  EXPECT_NE(text.find("+15.0 KiB  5 other mappings\n"), std::string::npos);
}

TEST(ReportTextTest, ProblemsOfCoverageLeadTheReport) {
  ReportView view = View();
  view.coverage_problems = {"no allocation was seen"};
  EXPECT_EQ(RenderReportText(view, 10, {}).find("coverage: no allocation"), 0u);
}

TEST(ReportTextTest, FoldsSmallRows) {
  ReportView view = View();
  for (int i = 0; i < 4; ++i) {
    view.owners.push_back(Owner("small" + std::to_string(i), kMiB, 0));
  }
  ExpectGolden("report_folded.txt", RenderReportText(view, 2, {}));
}

TEST(ReportTextTest, AnAlarmIsTheFirstLineWithItsRateAndConfidence) {
  ReportView view = View();
  OwnerRow& top = view.owners.front();
  top.verdict = "growing";
  top.confidence = 0.97;
  top.growth = RateRow{3.0 * kMiB, 2.5 * kMiB, 3.5 * kMiB};
  top.alarm = true;
  EXPECT_EQ(ReportHeadline(view),
            "dbAdd grows by 3.0 MiB/min (2.5 MiB to 3.5 MiB, confidence 97 %): "
            "30.0 MiB since the start, 94 % of the growth of redis-server");
  top.confidence = 0.9999;
  EXPECT_NE(ReportHeadline(view).find("confidence > 99 %"), std::string::npos);
}

TEST(ReportTextTest, WithoutAnAlarmTheVerdictIsThatNothingGrows) {
  ReportView view = View();
  view.owners.front().verdict = "warmup";
  view.owners.front().confidence = 0.2;
  EXPECT_EQ(ReportHeadline(view),
            "no owner is growing: redis-server holds 40.0 MiB of heap after "
            "10 min; dbAdd changed most, +30.0 MiB (warmup)");
}

TEST(ReportTextTest, ShowsVerdictsInTheFirstColumn) {
  ReportView view = View();
  view.owners[0].verdict = "growing";
  view.owners[1].verdict = "warmup";
  ExpectGolden("report_verdicts.txt", RenderReportText(view, 10, {}));
}

TEST(ReportTextTest, ShowsASingleForeignProfile) {
  ReportView view;
  view.executable = "app";
  view.snapshots = 1;
  OwnerRow row;
  row.name = "load";
  row.live_bytes = 3 * kMiB;
  row.live_objects = 3;
  view.owners = {row};
  view.total = row;
  ExpectGolden("report_single.txt", RenderReportText(view, 10, {}));
}

TEST(ReportTextTest, FitsTheTerminal) {
  ReportView view = View();
  view.owners[0].name = std::string(200, 'x');
  ExpectGolden("report_narrow.txt",
               RenderReportText(view, 10, {.colour = true, .width = 100}));
}

TEST(ReportJsonTest, HasEverything) {
  ExpectGolden("report_growth.json", RenderReportJson(View()));
}

TEST(ReportJsonTest, SurvivesNamesThatAreNotUtf8) {
  ReportView view = View();
  view.owners[0].name = "\xff\xfe";
  EXPECT_NE(RenderReportJson(view).find("\"owners\""), std::string::npos);
}

TEST(ReportHeadlineTest, SaysWhenNothingGrew) {
  ReportView view = View();
  for (OwnerRow& row : view.owners) row.change_bytes = 1000;
  EXPECT_EQ(ReportHeadline(view),
            "no owner grew beyond the sampling error: redis-server holds 40.0 "
            "MiB of heap after 10 min");
}

TEST(ReportHeadlineTest, SaysWhenNothingWasRecorded) {
  EXPECT_EQ(ReportHeadline(ReportView()),
            "the process: no allocation recorded");
}

TEST(ReportHeadlineTest, LeavesOutUnknownRates) {
  ReportView view = View();
  view.owners[0].bytes_per_minute.reset();
  EXPECT_EQ(ReportHeadline(view),
            "dbAdd holds 30.0 MiB more than at the start, 94 % of the growth "
            "of redis-server");
}

}  // namespace
}  // namespace leaktrace::report
