// Damaged ELF and DWARF: fewer names, an error at most, never a crash.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <random>
#include <string>

#include "symbolizer/symbolizer.h"
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

  // Writes `bytes` and asks for every address; true if any got a name.
  bool SymbolizeAll(const std::string& bytes) {
    const std::filesystem::path path = directory_.path() / "damaged";
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
    Symbolizer symbolizer(SymbolizerOptions{});
    bool is_named = false;
    for (const auto& [call, offset] : offsets_) {
      is_named |= !symbolizer.Symbolize({path, ""}, offset).empty();
    }
    (void)symbolizer.ModuleStatus({path, ""});
    return is_named;
  }

  TemporaryDirectory directory_;
  std::string bytes_;
  std::map<std::string, uint64_t> offsets_;
};

TEST_P(CorruptFilesTest, SurvivesEveryLengthOfAShortFile) {
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
