// Without DWARF the nearest function symbol answers, and only a function.
#include "symbolizer/elf_symbols.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "symbolizer/symbolizer.h"
#include "tests/symbolizer/probe_run.h"

namespace leaktrace::symbolizer {
namespace {

std::vector<SourceFrame> FramesOf(const std::string& probe,
                                  const std::string& call) {
  const auto path = ProbePath(probe);
  // Away from the debug file that lies beside it.
  const TemporaryDirectory directory;
  const auto alone = directory.path() / "alone";
  std::filesystem::copy_file(path, alone);
  Symbolizer symbolizer(SymbolizerOptions{});
  return symbolizer.Symbolize({alone, ""}, CallOffsets(path).at(call));
}

TEST(ElfSymbolsTest, StrippedProgramsAnswerByDynamicSymbols) {
  const auto frames = FramesOf("separated", "chain");

  ASSERT_EQ(frames.size(), 1);
  EXPECT_EQ(frames[0].function, "shapes::Outer(int)");
  EXPECT_EQ(frames[0].linkage_name, "_ZN6shapes5OuterEi");
  EXPECT_EQ(frames[0].file, "");
  EXPECT_EQ(frames[0].line, 0);
}

TEST(ElfSymbolsTest, LocalFunctionsOfAStrippedProgramAreNotGuessed) {
  EXPECT_TRUE(FramesOf("separated", "hidden").empty());
}

TEST(ElfSymbolsTest, PackedSymbolsNameLocalFunctions) {
  const auto frames = FramesOf("mini", "hidden");

  ASSERT_EQ(frames.size(), 1);
  EXPECT_EQ(frames[0].function, "shapes::(anonymous namespace)::Hidden()");
}

// The probe gives one function three names, of each binding.
TEST(ElfSymbolsTest, OfSeveralNamesTheGlobalUnversionedOneWins) {
  const auto file = ElfFile::Open(ProbePath("dwarf5"));
  ASSERT_TRUE(file.ok()) << file.status();
  ElfSymbols symbols;
  ASSERT_GT(symbols.Add(**file, SHT_SYMTAB), 0);
  symbols.Build();

  const auto address = (*file)->FileOffsetToAddress(
      CallOffsets(ProbePath("dwarf5")).at("aliased"));

  ASSERT_TRUE(address);
  EXPECT_EQ(symbols.Find(*address), "zz_global_name");
}

TEST(ElfSymbolsTest, ASymbolWithoutSizeReachesToTheNextOne) {
  const auto frames = FramesOf("symbols_only", "sizeless");

  ASSERT_EQ(frames.size(), 1);
  EXPECT_EQ(frames[0].function, "sizeless_function");
}

TEST(ElfSymbolsTest, ADynamicSymbolWithoutSizeIsNotStretchedOverOthers) {
  EXPECT_TRUE(FramesOf("separated", "sizeless").empty());
}

}  // namespace
}  // namespace leaktrace::symbolizer
