// Names of code that a run-time compiled, from files that anybody can write.
#include "symbolizer/jit_map.h"

#include <fstream>
#include <string>

#include "gtest/gtest.h"

namespace leaktrace::symbolizer {
namespace {

TEST(JitMapTest, FindsTheFunctionAroundAnAddress) {
  const JitMap map = JitMap::Parse("1000 20 first\n0x1020 10 second one\n");
  EXPECT_EQ(map.Find(0x0fff), "");
  EXPECT_EQ(map.Find(0x1000), "first");
  EXPECT_EQ(map.Find(0x101f), "first");
  EXPECT_EQ(map.Find(0x1020), "second one");
  EXPECT_EQ(map.Find(0x1030), "");
}

TEST(JitMapTest, CodeCompiledAnewTakesThePlaceOfTheOld) {
  const JitMap map =
      JitMap::Parse("1000 20 old\n1030 10 old too\n1010 28 new\n");
  EXPECT_EQ(map.Find(0x1000), "");
  EXPECT_EQ(map.Find(0x1010), "new");
  EXPECT_EQ(map.Find(0x1037), "new");
  EXPECT_EQ(map.Find(0x1039), "");
}

TEST(JitMapTest, LinesWithoutSenseAreLeftOut) {
  const JitMap map = JitMap::Parse(
      "\nzz 10 f\n10 zz f\n10 10\n10 0 f\nffffffffffffffff ff f\n20 10 g");
  EXPECT_EQ(map.Find(0x10), "");
  EXPECT_EQ(map.Find(0x20), "g");
}

TEST(JitMapTest, MapOfAnEarlierProcessIsRefused) {
  const std::string path = testing::TempDir() + "/jit_map_test.map";
  std::ofstream(path) << "10 10 f\n";
  EXPECT_TRUE(JitMap::Read(path, 0).ok());
  constexpr int64_t kFarFutureNs = int64_t{4'000'000'000} * 1'000'000'000;
  EXPECT_EQ(JitMap::Read(path, kFarFutureNs).status().code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(JitMap::Read(path + ".none", 0).status().code(),
            absl::StatusCode::kNotFound);
  EXPECT_EQ(JitMap::Read(testing::TempDir(), 0).status().code(),
            absl::StatusCode::kNotFound);
}

TEST(JitFrameTest, SplitsWhatV8Writes) {
  const SourceFrame named = JitFrame("JS:*connect /app/pool.js:12:3");
  EXPECT_EQ(named.function, "connect");
  EXPECT_EQ(named.file, "/app/pool.js");
  EXPECT_EQ(named.line, 12);
  const SourceFrame anonymous = JitFrame("LazyCompile:~ file:///app/x.mjs:7:1");
  EXPECT_EQ(anonymous.function, "(anonymous)");
  EXPECT_EQ(anonymous.file, "/app/x.mjs");
  const SourceFrame other = JitFrame("Builtin:ArrayPush");
  EXPECT_EQ(other.function, "Builtin:ArrayPush");
  EXPECT_EQ(other.file, "");
}

}  // namespace
}  // namespace leaktrace::symbolizer
