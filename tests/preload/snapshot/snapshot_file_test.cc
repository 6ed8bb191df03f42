// The file as others see it: under its name only when it is whole, and judged
// by Go's own pprof, which must read it and come to the same totals.
#include "preload/snapshot/snapshot_file.h"

#include <gnu/libc-version.h>
#include <gtest/gtest.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "tests/preload/snapshot/recorded_tables.h"

namespace leaktrace {
namespace {

class SnapshotFileTest : public testing::Test {
 protected:
  static std::string Run(const std::string& arguments) {
    // No temporary files, no network, no configuration of this machine's user.
    const std::string command =
        "HOME=/nonexistent PPROF_TMPDIR=/nonexistent DEBUGINFOD_URLS= "
        "PPROF_BINARY_PATH=/nonexistent " GO_EXECUTABLE " tool pprof " +
        arguments + " 2>&1";
    std::string output;
    FILE* const pipe = popen(command.c_str(), "r");
    if (pipe == nullptr) return "";
    std::array<char, 4096> part;
    while (const size_t got = fread(part.data(), 1, part.size(), pipe)) {
      output.append(part.data(), got);
    }
    EXPECT_EQ(pclose(pipe), 0) << output;
    return output;
  }
  std::string File(const char* name) const {
    return recorded_.directory.path() + "/" + name;
  }

  RecordedTables recorded_;
};

TEST_F(SnapshotFileTest, ReadsTypesSamplesLabelsAndMappings) {
  const auto pc = reinterpret_cast<uintptr_t>(&gnu_get_libc_version);
  const StackId stack = recorded_.AddStack({pc + 1, 0x5001}, true);
  recorded_.Allocate(stack, 0x10000, 300, 0);
  recorded_.Allocate(stack, 0x20000, 400, 1);
  recorded_.Allocate(stack, 0x30000, 500, 1);
  recorded_.Free(0x10000);
  ASSERT_FALSE(recorded_.Write(recorded_.Context(1)).empty());

  const std::string raw = Run("-raw " + File("000001.pb"));

  EXPECT_NE(raw.find("PeriodType: space bytes"), std::string::npos) << raw;
  EXPECT_NE(raw.find("alloc_objects/count alloc_space/bytes "
                     "inuse_objects/count inuse_space/bytes[dflt]"),
            std::string::npos)
      << raw;
  EXPECT_NE(raw.find("leaktrace.reason=request"), std::string::npos);
  EXPECT_NE(raw.find("birth:[1]"), std::string::npos) << raw;
  EXPECT_NE(raw.find("truncated:[yes]"), std::string::npos);
  EXPECT_NE(raw.find("libc"), std::string::npos);
}

TEST_F(SnapshotFileTest, ComesToTheSameTotals) {
  int64_t allocated = 0;
  int64_t live = 0;
  for (uint32_t i = 1; i <= 500; ++i) {
    const StackId stack = recorded_.AddStack({i * 32, (i % 7 + 1) * 4096});
    recorded_.Allocate(stack, i * 4096, i * 10, i % 4);
    allocated += i * 10;
    if (i % 3 == 0) {
      recorded_.Free(i * 4096);
    } else {
      live += i * 10;
    }
  }
  ASSERT_FALSE(recorded_.Write(recorded_.Context(9)).empty());
  const std::string options = " -symbolize=none -unit=B " + File("000009.pb");

  const std::string inuse = Run("-top -inuse_space" + options);
  const std::string alloc = Run("-top -cum -alloc_space" + options);

  EXPECT_NE(inuse.find("of " + std::to_string(live) + "B total"),
            std::string::npos)
      << inuse;
  EXPECT_NE(alloc.find("of " + std::to_string(allocated) + "B total"),
            std::string::npos)
      << alloc;
}

TEST_F(SnapshotFileTest, ComparesTwoSnapshotsOfASeries) {
  const StackId stack = recorded_.AddStack({0x1001, 0x2001});
  recorded_.Allocate(stack, 0x10000, 1000, 0);
  ASSERT_FALSE(recorded_.Write(recorded_.Context(0)).empty());
  recorded_.Allocate(stack, 0x20000, 234, 1);
  ASSERT_FALSE(recorded_.Write(recorded_.Context(1)).empty());

  const std::string difference =
      Run("-top -inuse_space -symbolize=none -unit=B -diff_base " +
          File("000000.pb") + " " + File("000001.pb"));

  EXPECT_NE(difference.find("234B"), std::string::npos) << difference;
  EXPECT_EQ(difference.find("1234B"), std::string::npos) << difference;
}

TEST_F(SnapshotFileTest, AFailedFileLeavesNoTrace) {
  SnapshotFile file(recorded_.directory.fd(), 3);
  ASSERT_EQ(file.Create(), 0);
  EXPECT_EQ(NamesIn(recorded_.directory.path()),
            std::set<std::string>{"000003.pb.tmp"});
  char buffer[16];
  sys::FileWriter writer(file.fd(), buffer);
  writer.Fail(ENOMEM);
  EXPECT_EQ(file.Finish(&writer), ENOMEM);
  EXPECT_TRUE(NamesIn(recorded_.directory.path()).empty());
}

TEST_F(SnapshotFileTest, CreationIsExclusive) {
  SnapshotFile first(recorded_.directory.fd(), 3);
  SnapshotFile second(recorded_.directory.fd(), 3);
  EXPECT_EQ(first.Create(), 0);
  EXPECT_EQ(second.Create(), EEXIST);
}

}  // namespace
}  // namespace leaktrace
