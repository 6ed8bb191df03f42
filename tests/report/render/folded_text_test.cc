#include "report/render/folded_text.h"

#include "gtest/gtest.h"
#include "tests/report/render/example_stacks.h"

namespace leaktrace::report {
namespace {

TEST(FoldedText, IsOneLinePerStackOutermostFirst) {
  EXPECT_EQ(RenderFolded(ExampleStacks(), kInuseSpaceType),
            "app+0x1234;Cache<Key, Value>::Add;malloc 300\n");
}

TEST(FoldedText, SeparatorsInNamesSeparateNothing) {
  constexpr size_t kAllocSpaceType = 1;
  EXPECT_EQ(RenderFolded(ExampleStacks(), kAllocSpaceType),
            "app+0x1234;</script>:&\"';malloc 200\n"
            "app+0x1234;Cache<Key, Value>::Add;malloc 400\n");
}

TEST(FoldedText, StacksOfTheSameNamesAreOneLine) {
  StackView view = ExampleStacks();
  view.frames.push_back(view.frames[1]);
  view.frames.back().line = 99;
  view.stacks.push_back(view.stacks[0]);
  view.stacks.back().frames = {0, 4, 3};
  EXPECT_EQ(RenderFolded(view, kInuseSpaceType),
            "app+0x1234;Cache<Key, Value>::Add;malloc 600\n");
}

}  // namespace
}  // namespace leaktrace::report
