#include "preload/snapshot/maps_reader.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <string>
#include <vector>

namespace leaktrace {
namespace {

// The paths of all lines of `text`, read through a pipe and a small buffer.
std::vector<std::string> PathsOf(const std::string& text, size_t buffer_size) {
  int fds[2];
  if (pipe(fds) != 0) return {};
  EXPECT_EQ(write(fds[1], text.data(), text.size()),
            static_cast<ssize_t>(text.size()));
  close(fds[1]);
  std::vector<char> buffer(buffer_size);
  MapsReader reader(fds[0], buffer);
  std::vector<std::string> paths;
  MapsLine line;
  while (reader.Next(&line)) paths.emplace_back(line.path);
  EXPECT_FALSE(reader.failed());
  close(fds[0]);
  return paths;
}

TEST(MapsReaderTest, ParsesAnExecutableFileMapping) {
  MapsLine line;
  ASSERT_TRUE(ParseMapsLine(
      "7f0a1b2c3000-7f0a1b3d8000 r-xp 00028000 fd:01 1234567            "
      "       /usr/lib/x86_64-linux-gnu/libc.so.6",
      &line));
  EXPECT_EQ(line.start, 0x7f0a1b2c3000u);
  EXPECT_EQ(line.limit, 0x7f0a1b3d8000u);
  EXPECT_EQ(line.file_offset, 0x28000u);
  EXPECT_EQ(line.device, (0xfdull << 32) | 1);
  EXPECT_EQ(line.inode, 1234567u);
  EXPECT_TRUE(line.is_executable);
  EXPECT_EQ(line.path, "/usr/lib/x86_64-linux-gnu/libc.so.6");
}

TEST(MapsReaderTest, ParsesAnonymousAndDeletedMappings) {
  MapsLine line;
  ASSERT_TRUE(ParseMapsLine("1000-2000 rw-p 00000000 00:00 0 ", &line));
  EXPECT_FALSE(line.is_executable);
  EXPECT_EQ(line.path, "");
  ASSERT_TRUE(ParseMapsLine(
      "1000-2000 r-xp 00000000 00:01 9 /a path/x (deleted)", &line));
  EXPECT_EQ(line.path, "/a path/x");
}

TEST(MapsReaderTest, RefusesLinesOfAnotherShape) {
  MapsLine line;
  for (const char* text :
       {"", "1000", "1000-", "1000-2000", "1000-2000 r-x", "zz-2000 r-xp 0",
        "2000-1000 r-xp 00000000 00:00 0", "1000-2000 r-xp 0 0 0",
        "1000-2000 r-xp 00000000 00:00 x"}) {
    EXPECT_FALSE(ParseMapsLine(text, &line)) << text;
  }
}

TEST(MapsReaderTest, ReadsLinesAcrossTheBufferEnd) {
  std::string text;
  for (int i = 0; i < 50; ++i) {
    text += "1000-2000 r-xp 00000000 00:01 9 /file" + std::to_string(i) + "\n";
  }
  const std::vector<std::string> paths = PathsOf(text, 61);
  ASSERT_EQ(paths.size(), 50u);
  EXPECT_EQ(paths.front(), "/file0");
  EXPECT_EQ(paths.back(), "/file49");
}

TEST(MapsReaderTest, SkipsALineLongerThanTheBuffer) {
  const std::string text = "1000-2000 r-xp 00000000 00:01 9 /" +
                           std::string(200, 'x') +
                           "\n3000-4000 r-xp 00000000 00:01 9 /short\n";
  EXPECT_EQ(PathsOf(text, 64).back(), "/short");
}

TEST(MapsReaderTest, ReportsAReadError) {
  char buffer[64];
  MapsReader reader(-1, buffer);
  MapsLine line;
  EXPECT_FALSE(reader.Next(&line));
  EXPECT_TRUE(reader.failed());
}

}  // namespace
}  // namespace leaktrace
