#include "preload/snapshot/processor_use.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <string_view>

#include "preload/snapshot/raw_time.h"
#include "preload/snapshot/small_file.h"

namespace leaktrace {
namespace {

constexpr uint64_t kUnknown = ProcessorUse::kUnknown;

uint64_t PressureOf(std::string_view text) {
  ProcessorUse use;
  ParseProcessorPressure(text, &use);
  return use.pressure_ns;
}

TEST(ProcessorUseTest, ReadsTheTotalOfTheLineSome) {
  EXPECT_EQ(
      PressureOf("some avg10=1.77 avg60=0.93 avg300=10.91 total=8745303547\n"
                 "full avg10=0.00 avg60=0.00 avg300=0.00 total=7\n"),
      8745303547000u);
}

TEST(ProcessorUseTest, ABrokenTotalIsUnknown) {
  EXPECT_EQ(PressureOf(""), kUnknown);
  EXPECT_EQ(PressureOf("some avg10=1.77"), kUnknown);
  EXPECT_EQ(PressureOf("some avg10=1.77 total=-3\n"), kUnknown);
  EXPECT_EQ(PressureOf("some total=18446744073709551615\n"), kUnknown);
  EXPECT_EQ(PressureOf("full total=5\n"), kUnknown);
}

TEST(ProcessorUseTest, TimeOfThisProcessGoesOn) {
  const ProcessorUse before = ReadProcessorUse(ReadSmallFile);
  const uint64_t begin_ns = NowNanoseconds(CLOCK_PROCESS_CPUTIME_ID);
  while (NowNanoseconds(CLOCK_PROCESS_CPUTIME_ID) < begin_ns + 1000000) {
  }
  const ProcessorUse after = ReadProcessorUse(ReadSmallFile);
  EXPECT_GE(after.used_ns, before.used_ns + 1000000);
}

TEST(ProcessorUseTest, AKernelWithoutPressureIsNoError) {
  const ProcessorUse use = ReadProcessorUse(
      [](const char*, std::span<char>) -> long { return -EOPNOTSUPP; });
  EXPECT_NE(use.used_ns, kUnknown);
  EXPECT_EQ(use.pressure_ns, kUnknown);
}

}  // namespace
}  // namespace leaktrace
