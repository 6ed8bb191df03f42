// Real programs in every shape: functions, inlined calls, files and lines.
#include "symbolizer/dwarf_frames.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "symbolizer/symbolizer.h"
#include "tests/symbolizer/probe_run.h"

namespace leaktrace::symbolizer {
namespace {

class DwarfFramesTest : public testing::TestWithParam<const char*> {
 protected:
  std::vector<SourceFrame> FramesOf(const std::string& call) {
    const auto path = ProbePath(GetParam());
    const auto offsets = CallOffsets(path);
    EXPECT_TRUE(offsets.contains(call)) << call;
    return symbolizer_.Symbolize({path, BuildIdOf(path)}, offsets.at(call));
  }

  Symbolizer symbolizer_{SymbolizerOptions{}};
};

void ExpectFrame(const SourceFrame& frame, const std::string& function,
                 const std::string& marker) {
  EXPECT_EQ(frame.function, function);
  EXPECT_EQ(frame.file, PROBE_SOURCE);
  EXPECT_EQ(frame.line, MarkerLine(marker));
}

TEST_P(DwarfFramesTest, ListsInlinedCallsInnermostFirst) {
  const auto frames = FramesOf("chain");

  ASSERT_EQ(frames.size(), 3);
  ExpectFrame(frames[0], "shapes::Inner()", "inner");
  ExpectFrame(frames[1], "shapes::Middle(int)", "middle");
  ExpectFrame(frames[2], "shapes::Outer(int)", "outer");
}

TEST_P(DwarfFramesTest, TellsWhereTheFunctionStarts) {
  const auto frames = FramesOf("chain");

  ASSERT_EQ(frames.size(), 3);
  EXPECT_EQ(frames[0].start_line, MarkerLine("inner.start"));
  EXPECT_EQ(frames[2].start_line, MarkerLine("outer.start"));
}

TEST_P(DwarfFramesTest, KeepsTheLinkageName) {
  const auto frames = FramesOf("method");

  ASSERT_EQ(frames.size(), 1);
  ExpectFrame(frames[0], "shapes::Store::Grow(long)", "method");
  EXPECT_EQ(frames[0].linkage_name, "_ZN6shapes5Store4GrowEl");
}

TEST_P(DwarfFramesTest, NamesTemplateInstances) {
  const auto frames = FramesOf("template");

  ASSERT_EQ(frames.size(), 1);
  ExpectFrame(frames[0], "shapes::Box<int>::Put(int)", "template");
}

TEST_P(DwarfFramesTest, NamesCFunctions) {
  const auto frames = FramesOf("c");

  ASSERT_EQ(frames.size(), 1);
  ExpectFrame(frames[0], "plain_c_name", "c");
  EXPECT_EQ(frames[0].linkage_name, "plain_c_name");
}

TEST_P(DwarfFramesTest, QualifiesFunctionsWithoutLinkageName) {
  const auto frames = FramesOf("hidden");

  ASSERT_FALSE(frames.empty());
  ExpectFrame(frames[0], "shapes::(anonymous namespace)::Hidden", "hidden");
}

TEST_P(DwarfFramesTest, NamesTheFunctionAroundALambda) {
  const auto frames = FramesOf("lambda");

  ASSERT_FALSE(frames.empty());
  ExpectFrame(frames[0], "main::{lambda}::operator()", "lambda");
}

INSTANTIATE_TEST_SUITE_P(
    Shapes, DwarfFramesTest,
    testing::Values("dwarf5", "dwarf4", "no_pie", "compressed", "split", "lto",
                    "no_build_id", "relative", "separated", "separated_by_crc"),
    [](const auto& shape) { return std::string(shape.param); });

}  // namespace
}  // namespace leaktrace::symbolizer
