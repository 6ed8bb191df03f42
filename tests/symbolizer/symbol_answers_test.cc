// Names kept on disk: the same again, or none; never somebody else's.
#include "symbolizer/symbol_answers.h"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <string>

#include "gtest/gtest.h"

namespace leaktrace::symbolizer {
namespace {

const AnswersKey kKey = {"ab12cd", "/bin/app 10 1.2\n"};

SymbolAnswers Answers() {
  return {{0x10,
           {{"inner", "_Z5innerv", "a.cc", 3, 1},
            {"outer", "_Z5outerv", "a.cc", 9, 7}}},
          {0x20, {}}};
}

bool Same(const SymbolAnswers& a, const SymbolAnswers& b) {
  if (a.size() != b.size()) return false;
  for (const auto& [offset, frames] : a) {
    const auto found = b.find(offset);
    if (found == b.end() || found->second.size() != frames.size()) return false;
    for (size_t i = 0; i < frames.size(); ++i) {
      const SourceFrame& other = found->second[i];
      if (frames[i].function != other.function ||
          frames[i].linkage_name != other.linkage_name ||
          frames[i].file != other.file || frames[i].line != other.line ||
          frames[i].start_line != other.start_line) {
        return false;
      }
    }
  }
  return true;
}

class SymbolAnswersOnDisk : public testing::Test {
 protected:
  SymbolAnswersOnDisk() {
    std::string pattern = testing::TempDir() + "/answers.XXXXXX";
    directory_ = mkdtemp(pattern.data());
  }
  ~SymbolAnswersOnDisk() override { std::filesystem::remove_all(directory_); }

  std::string File() const { return directory_ + "/symbols/ab12cd"; }

  std::string directory_;
};

TEST_F(SymbolAnswersOnDisk, ComeBackAsTheyWere) {
  SaveAnswers(directory_, kKey, Answers());
  EXPECT_TRUE(Same(LoadAnswers(directory_, kKey), Answers()));
}

TEST_F(SymbolAnswersOnDisk, OtherSourcesAreLookedUpAgain) {
  SaveAnswers(directory_, kKey, Answers());
  EXPECT_TRUE(LoadAnswers(directory_, {"ab12cd", "/bin/app 11 1.2\n"}).empty());
  EXPECT_TRUE(LoadAnswers(directory_, {"ab12ce", kKey.sources}).empty());
  // The files are gone, the build-id still says that the names are right.
  EXPECT_EQ(LoadAnswers(directory_, {"ab12cd", ""}).size(), 2U);
}

TEST_F(SymbolAnswersOnDisk, HostileIdsAreNoPaths) {
  const AnswersKey key = {"../../etc/x", ""};
  SaveAnswers(directory_, key, Answers());
  EXPECT_TRUE(std::filesystem::is_empty(directory_));
  EXPECT_TRUE(LoadAnswers(directory_, key).empty());
}

TEST_F(SymbolAnswersOnDisk, LinksAreNotFollowed) {
  SaveAnswers(directory_, kKey, Answers());
  std::filesystem::rename(File(), directory_ + "/elsewhere");
  std::filesystem::create_symlink(directory_ + "/elsewhere", File());
  EXPECT_TRUE(LoadAnswers(directory_, kKey).empty());
}

TEST_F(SymbolAnswersOnDisk, UnwritableDirectoryCostsNothingButTheCache) {
  SaveAnswers("/proc/none", kKey, Answers());
  EXPECT_TRUE(LoadAnswers("/proc/none", kKey).empty());
}

TEST(SymbolAnswersTest, EveryCutAndEveryChangedByteCountsAsAbsent) {
  const std::string good = EncodeAnswers(kKey, Answers());
  ASSERT_EQ(DecodeAnswers(good, kKey).size(), 2U);
  for (size_t i = 0; i < good.size(); ++i) {
    EXPECT_TRUE(DecodeAnswers(good.substr(0, i), kKey).empty()) << i;
    std::string changed = good;
    changed[i] = static_cast<char>(changed[i] ^ 0x41);
    EXPECT_TRUE(DecodeAnswers(changed, kKey).empty()) << i;
  }
}

}  // namespace
}  // namespace leaktrace::symbolizer
