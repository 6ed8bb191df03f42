// Files read ahead by several threads come out in order, as if they had been
// read one after the other, bad ones included.
#include "report/profile/digest_prefetch.h"

#include <gmock/gmock.h>

#include "report/profile/digest_reader.h"
#include "tests/report/profile/pprof_bytes.h"
#include "tests/report/profile/same_digest.h"
#include "tests/report/profile/status_matchers.h"
#include "tests/report/profile/temporary_directory.h"

namespace leaktrace::report {
namespace {

constexpr size_t kFiles = 40;
constexpr size_t kDamaged = 13;
constexpr size_t kMissing = 29;

// One stack more per file.
std::string Snapshot(size_t number) {
  PprofBytes bytes;
  bytes.GoSampleTypes().Version();
  for (size_t i = 1; i <= number + 1; ++i) {
    bytes.Location(i, 0x1000 * i);
    bytes.Sample({i, 1}, {0, 0, 1, static_cast<int64_t>(number)});
  }
  return bytes.Build();
}

std::vector<std::string> WriteFiles(const TemporaryDirectory& directory) {
  std::vector<std::string> paths;
  for (size_t i = 0; i < kFiles; ++i) {
    std::string bytes = Snapshot(i);
    if (i == kDamaged) bytes.pop_back();
    paths.push_back(directory.Write(std::to_string(i) + ".pb", bytes));
  }
  std::filesystem::remove(paths[kMissing]);
  return paths;
}

TEST(DigestPrefetch, GivesWhatReadingOneAfterTheOtherGives) {
  const TemporaryDirectory directory;
  const std::vector<std::string> paths = WriteFiles(directory);
  DigestPrefetch prefetch(paths);

  for (size_t i = 0; i < kFiles; ++i) {
    const auto expected = DigestReader().Read(paths[i]);
    const auto digest = prefetch.Next();
    ASSERT_EQ(digest.status(), expected.status());
    ASSERT_EQ(digest.ok(), i != kDamaged && i != kMissing);
    if (digest.ok()) {
      EXPECT_THAT(*digest, SameDigest(*expected));
    }
  }
}

TEST(DigestPrefetch, CanBeLeftBeforeTheEnd) {
  const TemporaryDirectory directory;
  DigestPrefetch prefetch(WriteFiles(directory));

  EXPECT_THAT(prefetch.Next(), Succeeds());
}

}  // namespace
}  // namespace leaktrace::report
