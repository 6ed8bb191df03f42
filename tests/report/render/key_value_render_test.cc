// Tests of named values.
#include "report/render/key_value_render.h"

#include "gtest/gtest.h"

namespace leaktrace::report {
namespace {

TEST(KeyValueTextTest, AlignsValues) {
  EXPECT_EQ(RenderKeyValuesText({{"pid", "7"}, {"series", "a b"}}, {}),
            "pid     7\nseries  a b\n");
}

TEST(KeyValueJsonTest, MakesNumbersOfIntegersOnly) {
  EXPECT_EQ(RenderKeyValuesJson({{"pid", "7"}, {"v", "1.0"}, {"e", ""}}),
            "{\n  \"pid\": 7,\n  \"v\": \"1.0\",\n  \"e\": \"\"\n}\n");
}

}  // namespace
}  // namespace leaktrace::report
