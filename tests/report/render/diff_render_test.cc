// Golden tests of `diff`.
#include "report/render/diff_render.h"

#include <string>

#include "gtest/gtest.h"
#include "tests/report/render/golden.h"

namespace leaktrace::report {
namespace {

DiffView View() {
  DiffView view;
  view.base = "000001.pb";
  view.head = "000042.pb";
  view.base_interval_bytes = 65536;
  view.head_interval_bytes = 524288;
  view.total = {"total", "", 5000000, 9000000, 50, 90, 400000, false};
  view.rows = {
      {"dbAdd", "redis-server", 1000000, 5000000, 10, 50, 300000, false},
      {"setKey", "redis-server", 1000, 2000, 1, 2, 65536, true},
      {"same", "redis-server", 4, 4, 1, 1, 65536, true},
      {"gone", "libx.so", 500, 0, 1, 0, 65536, true},
      {"late", "libx.so", 0, 400, 0, 1, 65536, true}};
  return view;
}

TEST(DiffTextTest, SaysBMinusAAndCallsNoiseNoise) {
  ExpectGolden("diff.txt", RenderDiffText(View(), 10, {}));
}

TEST(DiffTextTest, FoldsAndNamesOneRun) {
  DiffView view = View();
  view.same_run = true;
  ExpectGolden("diff_folded.txt", RenderDiffText(view, 1, {}));
}

TEST(DiffTextTest, SaysWhenThereIsNoDifference) {
  DiffView view;
  view.base = "a";
  view.head = "b";
  ExpectGolden("diff_none.txt", RenderDiffText(view, 10, {}));
}

DiffView WithSlopes() {
  DiffView view = View();
  view.slope_unit = "min";
  view.total.base_slope = {10000, 2000};
  view.total.head_slope = {90000, 5000};
  view.rows[0].base_slope = {0, 3000};
  view.rows[0].head_slope = {80000, 4000};
  view.rows[1].base_slope = {10000, 2000};
  view.rows[1].head_slope = {10500, 2000};
  return view;
}

TEST(DiffTextTest, TwoSeriesHaveSlopesSideBySide) {
  ExpectGolden("diff_slopes.txt", RenderDiffText(WithSlopes(), 10, {}));
}

TEST(DiffJsonTest, SlopesHaveTheirError) {
  ExpectGolden("diff_slopes.json", RenderDiffJson(WithSlopes()));
}

TEST(DiffJsonTest, HasAllRows) {
  ExpectGolden("diff.json", RenderDiffJson(View()));
}

}  // namespace
}  // namespace leaktrace::report
