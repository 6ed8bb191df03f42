#include "report/render/watch_text.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/render/text_table.h"

namespace leaktrace::report {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

OwnerRow Owner(const std::string& name, int64_t live, int64_t change) {
  OwnerRow row;
  row.name = name;
  row.live_bytes = live;
  row.change_bytes = change;
  row.bytes_per_minute = static_cast<double>(-change);
  return row;
}

WatchView ExampleWatch() {
  WatchView view;
  view.report.executable = "app";
  view.report.snapshots = 4;
  view.report.span_seconds = 30;
  view.report.owners = {Owner("b", 100, 5), Owner("gone", 0, 0),
                        Owner("c", 300, -7), Owner("a", 200, 6)};
  view.report.owners[0].path = {{"malloc", "libc.so.6"}, {"b", "app"}};
  view.report.owners[0].path[1].owner = true;
  view.curves = {{0, 50, 100}, {}, {300, 300, 300}, {0, 0, 200}};
  return view;
}

std::string Joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

TEST(WatchText, SortsByTheChosenColumn) {
  WatchView view = ExampleWatch();
  EXPECT_THAT(WatchOrder(view), ElementsAre(0, 2, 3));
  view.sort = WatchSort::kLive;
  EXPECT_THAT(WatchOrder(view), ElementsAre(2, 3, 0));
  view.sort = WatchSort::kChange;
  EXPECT_THAT(WatchOrder(view), ElementsAre(3, 0, 2));
  view.sort = WatchSort::kRate;
  EXPECT_THAT(WatchOrder(view), ElementsAre(2, 0, 3));
  view.sort = WatchSort::kName;
  EXPECT_THAT(WatchOrder(view), ElementsAre(3, 0, 2));
}

TEST(WatchText, FillsAnyScreenAndNeverOverflows) {
  WatchView view = ExampleWatch();
  view.report.owners[0].name = std::string(500, 'x') + "\x1b[2J";
  for (const int width : {1, 20, 80, 200}) {
    for (const size_t height : {1U, 3U, 8U, 40U}) {
      for (const bool details : {false, true}) {
        view.details = details;
        TextStyle style;
        style.width = width;
        const auto lines = RenderWatchScreen(view, height, style);
        ASSERT_EQ(lines.size(), height);
        for (const std::string& line : lines) {
          EXPECT_LE(DisplayWidth(line), width);
          EXPECT_THAT(line, Not(HasSubstr("\x1b")));
        }
      }
    }
  }
}

TEST(WatchText, KeepsTheChosenRowOnTheScreen) {
  WatchView view = ExampleWatch();
  for (int i = 0; i < 100; ++i) {
    view.report.owners.push_back(Owner("owner" + std::to_string(i), 1, 0));
  }
  view.selected = 80;
  TextStyle style;
  style.width = 100;
  const std::string chosen =
      view.report.owners[WatchOrder(view)[view.selected]].name;
  EXPECT_THAT(Joined(RenderWatchScreen(view, 24, style)), HasSubstr(chosen));
}

TEST(WatchText, ShowsCurvesAndThePathOfTheChosen) {
  WatchView view = ExampleWatch();
  TextStyle style;
  style.width = 120;
  EXPECT_THAT(Joined(RenderWatchScreen(view, 20, style)), HasSubstr("▁▅█"));
  view.details = true;
  EXPECT_THAT(Joined(RenderWatchScreen(view, 20, style)),
              HasSubstr("    malloc  [libc.so.6]\n  > b  [app]\n"));
}

TEST(WatchText, IsOneLineWithoutATerminal) {
  EXPECT_THAT(RenderWatchLine(ExampleWatch().report),
              testing::StartsWith("4 snapshots, 30 s: live heap 0 B; "));
}

}  // namespace
}  // namespace leaktrace::report
