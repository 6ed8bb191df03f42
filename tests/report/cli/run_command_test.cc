// `leaktrace run` becomes the application: its status, its environment.
#include <fstream>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/report/cli/run_leaktrace.h"
#include "tests/report/profile/temporary_directory.h"

namespace leaktrace::report {
namespace {

using testing::HasSubstr;

// Any loadable library will do; libc.so.6 is loaded anyway.
constexpr char kLibrary[] = "LEAKTRACE_LIBRARY=/lib/x86_64-linux-gnu/libc.so.6";

TEST(RunCommandTest, ReturnsTheStatusOfTheApplication) {
  EXPECT_EQ(RunLeaktrace({"run", "--", "sh", "-c", "exit 42"}, {kLibrary})
                .exit_status,
            42);
  EXPECT_EQ(RunLeaktrace({"run", "true"}, {kLibrary}).exit_status, 0);
}

TEST(RunCommandTest, HandsOptionsOnAsVariables) {
  const CommandResult result =
      RunLeaktrace({"run", "--interval", "64K", "--every", "1500ms", "--dir",
                    "/tmp/x", "--", "env"},
                   {kLibrary, "LD_PRELOAD=/lib/x86_64-linux-gnu/libm.so.6",
                    // Else it would not let another library be loaded first.
                    "ASAN_OPTIONS=verify_asan_link_order=0"});
  EXPECT_EQ(result.exit_status, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("LEAKTRACE_INTERVAL=65536\n"));
  EXPECT_THAT(result.out, HasSubstr("LEAKTRACE_EVERY=1500ms\n"));
  EXPECT_THAT(result.out, HasSubstr("LEAKTRACE_DIR=/tmp/x\n"));
  EXPECT_THAT(result.out,
              HasSubstr("LD_PRELOAD=/lib/x86_64-linux-gnu/libc.so.6:"
                        "/lib/x86_64-linux-gnu/libm.so.6\n"));
}

TEST(RunCommandTest, APeriodOfZeroIsHandedOn) {
  const CommandResult result =
      RunLeaktrace({"run", "--every", "0", "--", "env"}, {kLibrary});
  EXPECT_EQ(result.exit_status, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("LEAKTRACE_EVERY=0s\n"));
}

TEST(RunCommandTest, LeavesOptionsOfTheApplicationAlone) {
  const CommandResult result = RunLeaktrace(
      {"run", "--exact", "--", "echo", "--exact", "--", "-n"}, {kLibrary});
  EXPECT_EQ(result.out, "--exact -- -n\n");
}

TEST(RunCommandTest, MissingApplicationIs127) {
  const CommandResult result =
      RunLeaktrace({"run", "--", "/nonexistent/app"}, {kLibrary});
  EXPECT_EQ(result.exit_status, 127);
  EXPECT_THAT(result.err, HasSubstr("/nonexistent/app"));
}

TEST(RunCommandTest, FileThatIsNoProgramIs126) {
  const TemporaryDirectory directory;
  const std::string path = directory.path() + "/file";
  std::ofstream(path) << "text";
  EXPECT_EQ(RunLeaktrace({"run", "--", path}, {kLibrary}).exit_status, 126);
}

TEST(RunCommandTest, MissingLibraryIsAUsageError) {
  const CommandResult result = RunLeaktrace(
      {"run", "--", "true"}, {"LEAKTRACE_LIBRARY=/nonexistent/lib.so"});
  EXPECT_EQ(result.exit_status, 4);
  EXPECT_THAT(result.err, HasSubstr("LEAKTRACE_LIBRARY"));
}

}  // namespace
}  // namespace leaktrace::report
