// Damaged ELF and DWARF: fewer names, an error at most, never a crash.
#include "symbolizer/symbolizer.h"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <random>
#include <string>

#include "tests/symbolizer/probe_run.h"

namespace leaktrace::symbolizer {
namespace {

class CorruptFilesTest : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    std::ifstream file(ProbePath(GetParam()), std::ios::binary);
    bytes_.assign(std::istreambuf_iterator<char>(file), {});
    ASSERT_FALSE(bytes_.empty());
    offsets_ = CallOffsets(ProbePath(GetParam()));
  }

  // Asks for every address of a file of `bytes`; true if any got a name.
  bool SymbolizeAll(const std::string& bytes) const {
    const int fd = memfd_create("damaged", MFD_CLOEXEC);
    EXPECT_EQ(write(fd, bytes.data(), bytes.size()),
              static_cast<ssize_t>(bytes.size()));
    const ModuleKey key = {"/proc/self/fd/" + std::to_string(fd), ""};
    bool is_named = false;
    {
      Symbolizer symbolizer(SymbolizerOptions{});
      for (const auto& [call, offset] : offsets_) {
        is_named |= !symbolizer.Symbolize(key, offset).empty();
      }
    }
    close(fd);
    return is_named;
  }

  std::string bytes_;
  std::map<std::string, uint64_t> offsets_;
};

TEST_P(CorruptFilesTest, SurvivesATruncatedFile) {
  EXPECT_TRUE(SymbolizeAll(bytes_));
  EXPECT_FALSE(SymbolizeAll(""));
  for (size_t i = 0; i < 100; ++i) {
    SymbolizeAll(bytes_.substr(0, bytes_.size() * i / 100));
  }
}

TEST_P(CorruptFilesTest, SurvivesFlippedBytesAnywhere) {
  std::mt19937 random(7);
  for (int round = 0; round < 200; ++round) {
    std::string damaged = bytes_;
    for (int flip = 0; flip < 40; ++flip) {
      damaged[random() % damaged.size()] = static_cast<char>(random());
    }
    SymbolizeAll(damaged);
  }
}

TEST_P(CorruptFilesTest, SurvivesOneFlippedByte) {
  std::mt19937 random(13);
  for (int round = 0; round < 1000; ++round) {
    std::string damaged = bytes_;
    damaged[random() % damaged.size()] = static_cast<char>(random());
    SymbolizeAll(damaged);
  }
}

TEST_P(CorruptFilesTest, SurvivesDamagedHeaders) {
  std::mt19937 random(11);
  const size_t table_bytes = std::min<size_t>(bytes_.size(), 4096);
  for (int round = 0; round < 200; ++round) {
    std::string damaged = bytes_;
    // The section headers are at the end, the program headers at the start.
    const size_t at = random() % table_bytes;
    damaged[round % 2 == 0 ? at : damaged.size() - 1 - at] =
        static_cast<char>(random());
    SymbolizeAll(damaged);
  }
}

INSTANTIATE_TEST_SUITE_P(Shapes, CorruptFilesTest,
                         testing::Values("dwarf5", "dwarf4", "compressed",
                                         "mini"),
                         [](const auto& shape) {
                           return std::string(shape.param);
                         });

}  // namespace
}  // namespace leaktrace::symbolizer
