// Tests of columns, widths and text that must not reach a terminal.
#include "report/render/text_table.h"

#include <string>

#include "gtest/gtest.h"

namespace leaktrace::report {
namespace {

TEST(TextTableTest, AlignsAndLeavesNoTrailingBlanks) {
  TextTable table({{"name", Align::kLeft}, {"size"}, {"note", Align::kLeft}});
  table.AddRow({"a", "10", "x"});
  table.AddRow({"bcdef", "5", ""});
  EXPECT_EQ(table.Format({}),
            "name   size  note\n"
            "a        10  x\n"
            "bcdef     5\n");
}

TEST(TextTableTest, LeavesOutEmptyColumns) {
  TextTable table({{"verdict", Align::kLeft}, {"size"}});
  table.AddRow({"", "10"});
  EXPECT_EQ(table.Format({}), "size\n  10\n");
}

TEST(TextTableTest, CutsTheColumnThatGivesWay) {
  TextTable table({{"name", Align::kLeft, true}, {"size"}});
  table.AddRow({std::string(60, 'n'), "10"});
  const std::string text = table.Format({.colour = false, .width = 30});
  EXPECT_NE(text.find("nnn..    10\n"), std::string::npos) << text;
  EXPECT_EQ(text.find('\n', text.find('\n') + 1) - text.find('\n') - 1, 28U);
}

TEST(TextTableTest, CountsCharactersNotBytes) {
  EXPECT_EQ(DisplayWidth("± 4"), 3);
  TextTable table({{"e", Align::kLeft}, {"n"}});
  table.AddRow({"± 4", "1"});
  table.AddRow({"abcd", "2"});
  EXPECT_EQ(table.Format({}), "e     n\n± 4   1\nabcd  2\n");
}

TEST(TextTableTest, NamesCannotDriveTheTerminal) {
  TextTable table({{"name", Align::kLeft}});
  table.AddRow({"evil\x1b[2J\n"});
  EXPECT_EQ(table.Format({}), "name\nevil?[2J?\n");
}

TEST(TextStyleTest, ColoursOnlyWhenAsked) {
  EXPECT_EQ(TextStyle{}.Bold("x"), "x");
  EXPECT_EQ((TextStyle{.colour = true, .width = 0}.Bold("x")),
            "\x1b[1mx\x1b[0m");
}

}  // namespace
}  // namespace leaktrace::report
