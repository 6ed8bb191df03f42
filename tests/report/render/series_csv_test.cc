#include "report/render/series_csv.h"

#include "gtest/gtest.h"

namespace leaktrace::report {
namespace {

TEST(SeriesCsv, HasALinePerSnapshotAndOwner) {
  SeriesView view;
  view.points.resize(2);
  view.points[0].sequence = 3;
  view.points[1].sequence = 4;
  view.points[1].time_s = 1.5;
  view.owners.push_back({"late", "app", {{0, 0, 0, 0}, {1, 8, 1, 8}}});
  view.owners.push_back({"a \"b\", c", "", {{2, 20, 1, 10}, {2, 20, 0, 0}}});
  EXPECT_EQ(RenderSeriesCsv(view),
            "snapshot,time_s,owner,module,alloc_objects,alloc_space,"
            "inuse_objects,inuse_space\r\n"
            "3,0.000,\"a \"\"b\"\", c\",\"\",2,20,1,10\r\n"
            "4,1.500,\"late\",\"app\",1,8,1,8\r\n"
            "4,1.500,\"a \"\"b\"\", c\",\"\",2,20,0,0\r\n");
}

}  // namespace
}  // namespace leaktrace::report
