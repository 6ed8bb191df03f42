// Which files are taken, which are refused, and what is said about it.
#include "symbolizer/module_locator.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "symbolizer/symbolizer.h"
#include "tests/symbolizer/probe_run.h"

namespace leaktrace::symbolizer {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr char kOtherId[] = "00112233445566778899aabbccddeeff00112233";

void CopyTo(const fs::path& from, const fs::path& to) {
  fs::create_directories(to.parent_path());
  fs::copy_file(from, to);
}

fs::path BuildIdPath(const fs::path& debug_dir, const std::string& build_id,
                     const std::string& suffix) {
  return debug_dir / ".build-id" / build_id.substr(0, 2) /
         (build_id.substr(2) + suffix);
}

class ModuleLocatorTest : public testing::Test {
 protected:
  // The call whose line is known if and only if DWARF was found.
  SourceFrame FrameOf(const SymbolizerOptions& options, const ModuleKey& key) {
    Symbolizer symbolizer(options);
    const auto frames = symbolizer.Symbolize(key, method_offset_);
    return frames.empty() ? SourceFrame{} : frames[0];
  }
  absl::Status StatusOf(const SymbolizerOptions& options,
                        const ModuleKey& key) {
    return Symbolizer(options).ModuleStatus(key);
  }
  // A stripped copy with a debug link but no debug file beside it.
  fs::path LonelyCopy() {
    fs::path copy = directory_.path() / "bin" / "separated";
    CopyTo(ProbePath("separated"), copy);
    return copy;
  }

  TemporaryDirectory directory_;
  const std::string id_ = BuildIdOf(ProbePath("separated"));
  const fs::path debug_file_ = ProbePath("separated.debug");
  const uint64_t method_offset_ =
      CallOffsets(ProbePath("separated")).at("method");
};

TEST_F(ModuleLocatorTest, ReadsTheBuildIdAsLowerCaseHex) {
  EXPECT_EQ(id_.size(), 40);
  EXPECT_EQ(id_.find_first_not_of("0123456789abcdef"), std::string::npos);
}

TEST_F(ModuleLocatorTest, AcceptsTheBuildIdInUpperCase) {
  std::string upper = id_;
  for (char& c : upper) c = static_cast<char>(std::toupper(c));

  EXPECT_TRUE(StatusOf({}, {ProbePath("separated"), upper}).ok());
}

TEST_F(ModuleLocatorTest, RefusesAnotherBuildIdAndNamesBoth) {
  const std::string path = ProbePath("dwarf5");

  const absl::Status status = StatusOf({}, {path, kOtherId});

  EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr(path));
  EXPECT_THAT(std::string(status.message()), HasSubstr(kOtherId));
  EXPECT_THAT(std::string(status.message()), HasSubstr(BuildIdOf(path)));
  EXPECT_THAT(std::string(status.message()), HasSubstr("--debug-dir"));
  EXPECT_EQ(FrameOf({}, {path, kOtherId}).function, "");
}

TEST_F(ModuleLocatorTest, RefusesAFileWithoutBuildIdWhenOneIsAskedFor) {
  const absl::Status status =
      StatusOf({}, {ProbePath("no_build_id"), kOtherId});

  EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("no build-id"));
}

TEST_F(ModuleLocatorTest, DoesNotCheckAnEmptyBuildId) {
  EXPECT_TRUE(StatusOf({}, {ProbePath("dwarf5"), ""}).ok());
}

TEST_F(ModuleLocatorTest, SaysNotFoundForWhatIsNotAFile) {
  for (const char* path :
       {"", "[vdso]", "[heap]", "//anon", "/dev/zero", "/dev/null", "/",
        "/nonexistent/libx.so", "anon_inode:[perf_event]"}) {
    EXPECT_TRUE(absl::IsNotFound(StatusOf({}, {path, ""}))) << path;
  }
}

TEST_F(ModuleLocatorTest, DoesNotTrustTheSuccessorOfADeletedFile) {
  const std::string path = ProbePath("dwarf5").string() + " (deleted)";

  EXPECT_TRUE(absl::IsNotFound(StatusOf({}, {path, ""})));
  EXPECT_TRUE(absl::IsNotFound(StatusOf({}, {path, kOtherId})));
}

TEST_F(ModuleLocatorTest, TakesTheSuccessorIfItIsTheSameBuild) {
  const fs::path path = ProbePath("dwarf5");

  EXPECT_TRUE(
      StatusOf({}, {path.string() + " (deleted)", BuildIdOf(path)}).ok());
}

TEST_F(ModuleLocatorTest, WithoutDebugFileFunctionsRemain) {
  const fs::path module = LonelyCopy();

  const SourceFrame frame = FrameOf({}, {module, id_});

  EXPECT_EQ(frame.function, "shapes::Store::Grow(long)");
  EXPECT_EQ(frame.file, "");
  EXPECT_TRUE(StatusOf({}, {module, id_}).ok());
}

TEST_F(ModuleLocatorTest, FindsDebugFilesByBuildId) {
  const fs::path module = LonelyCopy();
  const fs::path debug_dir = directory_.path() / "debug";
  CopyTo(debug_file_, BuildIdPath(debug_dir, id_, ".debug"));

  EXPECT_EQ(
      FrameOf({.sysroot = "", .debug_dirs = {debug_dir}}, {module, id_}).line,
      MarkerLine("method"));
}

TEST_F(ModuleLocatorTest, FindsDebugFilesByLinkInDotDebug) {
  const fs::path module = LonelyCopy();
  CopyTo(debug_file_, module.parent_path() / ".debug" / "separated.debug");

  EXPECT_EQ(FrameOf({}, {module, id_}).line, MarkerLine("method"));
}

TEST_F(ModuleLocatorTest, FindsDebugFilesByLinkUnderTheDebugDirectory) {
  const fs::path module = LonelyCopy();
  const fs::path debug_dir = directory_.path() / "debug";
  CopyTo(debug_file_, debug_dir.string() +
                          (module.parent_path() / "separated.debug").string());

  EXPECT_EQ(
      FrameOf({.sysroot = "", .debug_dirs = {debug_dir}}, {module, id_}).line,
      MarkerLine("method"));
}

TEST_F(ModuleLocatorTest, RefusesADebugFileOfAnotherBuildButKeepsFunctions) {
  const fs::path module = LonelyCopy();
  CopyTo(ProbePath("dwarf4"), module.parent_path() / "separated.debug");

  const absl::Status status = StatusOf({}, {module, id_});

  EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("separated.debug"));
  EXPECT_EQ(FrameOf({}, {module, id_}).function, "shapes::Store::Grow(long)");
  EXPECT_EQ(FrameOf({}, {module, id_}).file, "");
}

TEST_F(ModuleLocatorTest, RefusesADebugFileWithAnotherChecksum) {
  const fs::path module = directory_.path() / "separated_by_crc";
  CopyTo(ProbePath("separated_by_crc"), module);
  CopyTo(debug_file_, directory_.path() / "separated_by_crc.debug");

  const absl::Status status = StatusOf({}, {module, ""});

  EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("checksum"));
}

TEST_F(ModuleLocatorTest, LooksIntoTheSysrootFirst) {
  CopyTo(ProbePath("dwarf5"), directory_.path() / "app" / "server");

  const SourceFrame frame =
      FrameOf({.sysroot = directory_.path(), .debug_dirs = {}},
              {"/app/server", BuildIdOf(ProbePath("dwarf5"))});

  EXPECT_EQ(frame.function, "shapes::Store::Grow(long)");
}

TEST_F(ModuleLocatorTest, LeavesTheSysrootOnlyIfABuildIdCanProveTheFile) {
  const SymbolizerOptions options = {.sysroot = directory_.path(),
                                     .debug_dirs = {}};
  const fs::path path = ProbePath("dwarf5");

  EXPECT_TRUE(StatusOf(options, {path, BuildIdOf(path)}).ok());
  EXPECT_TRUE(absl::IsNotFound(StatusOf(options, {path, ""})));
}

TEST_F(ModuleLocatorTest, FindsAReplacedModuleByBuildId) {
  const fs::path debug_dir = directory_.path() / "debug";
  CopyTo(ProbePath("dwarf5"), BuildIdPath(debug_dir, id_, ""));
  const fs::path newer = directory_.path() / "server";
  CopyTo(ProbePath("dwarf4"), newer);

  const SourceFrame frame =
      FrameOf({.sysroot = "", .debug_dirs = {debug_dir}}, {newer, id_});

  EXPECT_EQ(frame.function, "shapes::Store::Grow(long)");
}

TEST_F(ModuleLocatorTest, DoesNotFollowABuildIdOutOfTheDebugDirectory) {
  const fs::path debug_dir = directory_.path() / "debug";
  fs::create_directories(debug_dir / ".build-id" / "..");
  CopyTo(ProbePath("dwarf5"), debug_dir / "x");

  const absl::Status status = StatusOf(
      {.sysroot = "", .debug_dirs = {debug_dir}}, {"/nonexistent", "../../x"});

  EXPECT_TRUE(absl::IsNotFound(status)) << status;
}

TEST_F(ModuleLocatorTest, SaysDataLossForAFileThatIsNotElf) {
  const fs::path path = directory_.path() / "script";
  std::ofstream(path) << "#!/bin/sh\n";

  const absl::Status status = StatusOf({}, {path, ""});

  EXPECT_TRUE(absl::IsDataLoss(status)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr(path.string()));
}

}  // namespace
}  // namespace leaktrace::symbolizer
