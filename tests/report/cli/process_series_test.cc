// Tests of finding the series of a running process.
#include "report/cli/process_series.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "gtest/gtest.h"
#include "tests/report/profile/temporary_directory.h"

namespace leaktrace::report {
namespace {

std::string MakeSeries(const std::string& base, int64_t pid, int start,
                       bool socket = true) {
  const std::string path = base + "/a.b.host.name." + std::to_string(pid) +
                           "." + std::to_string(start);
  std::filesystem::create_directory(path);
  if (socket) std::ofstream(path + "/control") << "";
  return path;
}

TEST(FindSeriesOfProcessTest, TakesTheLatestWithASocket) {
  const TemporaryDirectory directory;
  MakeSeries(directory.path(), getpid(), 100);
  const std::string expected = MakeSeries(directory.path(), getpid(), 200);
  MakeSeries(directory.path(), getpid(), 300, false);
  MakeSeries(directory.path(), getpid() + 1, 400);
  const auto found = FindSeriesOfProcess(getpid(), directory.path());
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ(*found, expected);
}

TEST(FindSeriesOfProcessTest, SaysWhereItLooked) {
  const TemporaryDirectory directory;
  const auto found = FindSeriesOfProcess(getpid(), directory.path());
  EXPECT_NE(found.status().message().find(directory.path()), std::string::npos);
}

TEST(FindSeriesOfProcessTest, KnowsEndedProcesses) {
  const auto found = FindSeriesOfProcess(int64_t{1} << 40, "");
  EXPECT_NE(found.status().message().find("no such process"),
            std::string::npos);
}

}  // namespace
}  // namespace leaktrace::report
