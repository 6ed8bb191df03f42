// Ids to positions, dense or not.
#include "report/profile/id_table.h"

#include <gtest/gtest.h>

#include <cstdint>

namespace leaktrace::report {
namespace {

TEST(IdTable, NumbersIdsInTheOrderOfAdding) {
  IdTable ids;
  for (const uint64_t id :
       {uint64_t{1}, uint64_t{2}, UINT64_MAX, uint64_t{3}}) {
    EXPECT_TRUE(ids.Add(id));
  }

  EXPECT_EQ(ids.Find(2), 1u);
  EXPECT_EQ(ids.Find(UINT64_MAX), 2u);
  EXPECT_EQ(ids.Find(3), 3u);
  EXPECT_EQ(ids.Find(4), IdTable::kNone);
}

TEST(IdTable, RefusesZeroAndRepetitions) {
  IdTable ids;
  EXPECT_TRUE(ids.Add(1));
  EXPECT_TRUE(ids.Add(7));

  EXPECT_FALSE(ids.Add(0));
  EXPECT_FALSE(ids.Add(1));
  EXPECT_FALSE(ids.Add(7));
  EXPECT_EQ(ids.Find(0), IdTable::kNone);
}

}  // namespace
}  // namespace leaktrace::report
