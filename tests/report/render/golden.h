// Compares output with a file of tests/golden, byte for byte.
// scripts/update-goldens rewrites them; the change is read in review.
#ifndef LEAKTRACE_TESTS_REPORT_RENDER_GOLDEN_H_
#define LEAKTRACE_TESTS_REPORT_RENDER_GOLDEN_H_

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include "gtest/gtest.h"

namespace leaktrace::report {

inline void ExpectGolden(const std::string& name, const std::string& output) {
  const std::string path = std::string(LEAKTRACE_GOLDEN_DIRECTORY) + "/" + name;
  if (std::getenv("LEAKTRACE_UPDATE_GOLDENS") != nullptr) {
    std::ofstream(path, std::ios::binary) << output;
  }
  std::ifstream file(path, std::ios::binary);
  ASSERT_TRUE(file) << path << ": run scripts/update-goldens";
  const std::string expected{std::istreambuf_iterator<char>(file), {}};
  EXPECT_EQ(output, expected) << path << ": run scripts/update-goldens";
}

}  // namespace leaktrace::report

#endif  // LEAKTRACE_TESTS_REPORT_RENDER_GOLDEN_H_
