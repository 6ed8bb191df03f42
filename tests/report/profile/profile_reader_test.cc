// Files that are not there, not readable, or not heap profiles: one clear
// error each, of the right kind.
#include "report/profile/profile_reader.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>

#include "report/profile/gzip.h"
#include "tests/report/profile/pprof_bytes.h"
#include "tests/report/profile/status_matchers.h"
#include "tests/report/profile/temporary_directory.h"

namespace leaktrace::report {
namespace {

using absl::StatusCode;

TEST(ProfileReader, ReadsRawAndGzipAlike) {
  const TemporaryDirectory directory;
  const std::string bytes = SmallSnapshot().Build();

  absl::StatusOr<Profile> raw = ReadProfile(directory.Write("a", bytes));
  absl::StatusOr<Profile> gzip = ReadProfile(directory.Write("b", Gzip(bytes)));

  ASSERT_THAT(raw, Succeeds());
  ASSERT_THAT(gzip, Succeeds());
  EXPECT_EQ(gzip->samples, raw->samples);
}

TEST(ProfileReader, SaysThatAFileIsMissing) {
  EXPECT_THAT(ReadProfile("/nonexistent/a.pb"),
              FailsWith(StatusCode::kNotFound, "/nonexistent/a.pb: cannot"));
}

TEST(ProfileReader, RefusesADirectory) {
  const TemporaryDirectory directory;

  EXPECT_THAT(ReadProfile(directory.path()),
              FailsWith(StatusCode::kInvalidArgument, "is a directory"));
}

TEST(ProfileReader, SaysThatAFileMayNotBeRead) {
  if (geteuid() == 0) GTEST_SKIP() << "root may read everything";
  const TemporaryDirectory directory;
  const std::string path = directory.Write("a.pb", "x");
  std::filesystem::permissions(path, std::filesystem::perms::none);

  EXPECT_THAT(ReadProfile(path),
              FailsWith(StatusCode::kPermissionDenied, "cannot open"));
}

TEST(ProfileReader, RefusesAnEmptyFile) {
  const TemporaryDirectory directory;

  EXPECT_THAT(ReadProfile(directory.Write("a.pb", "")),
              FailsWith(StatusCode::kDataLoss, "a.pb: is empty"));
}

TEST(ProfileReader, RefusesAnOversizedFileWithoutReadingIt) {
  const TemporaryDirectory directory;
  const std::string path = directory.Write("a.pb", "x");
  std::filesystem::resize_file(path, uint64_t{1} << 40);  // sparse

  EXPECT_THAT(ReadProfile(path),
              FailsWith(StatusCode::kResourceExhausted, "larger than"));
}

TEST(ProfileReader, NamesFormatsThatItKnowsButDoesNotRead) {
  const struct {
    std::string bytes;
    std::string message;
  } cases[] = {{"\x28\xb5\x2f\xfd....", "unzstd"},
               {std::string("\x7f") + "ELF....", "a program"},
               {Gzip(Gzip("text")), "gzip inside gzip"},
               {"hello, this is no profile", "unknown format"},
               {"\n\n\nvery plain text", "unknown format"},
               {"\xff\xfe", "unknown format"}};
  for (const auto& [bytes, message] : cases) {
    EXPECT_THAT(ParseProfile(bytes, "f"),
                FailsWith(StatusCode::kUnimplemented, message));
  }
}

TEST(ProfileReader, SaysThatAnOffsetIsOfDecompressedData) {
  const std::string bytes = SmallSnapshot().Build();
  const std::string cut = bytes.substr(0, bytes.size() - 1);

  EXPECT_THAT(ParseProfile(Gzip(cut), "f"),
              FailsWith(StatusCode::kDataLoss, "of the decompressed data"));
  EXPECT_THAT(ParseProfile(cut, "f"), FailsWith(StatusCode::kDataLoss, ": "));
}

}  // namespace
}  // namespace leaktrace::report
