// Names of three languages, and names that want to do harm.
#include "symbolizer/demangle.h"

#include <gtest/gtest.h>

#include <string>

namespace leaktrace::symbolizer {
namespace {

TEST(DemangleTest, Cpp) {
  EXPECT_EQ(Demangle("_ZNSt6vectorIiSaIiEE9push_backERKi"),
            "std::vector<int, std::allocator<int> >::push_back(int const&)");
}

TEST(DemangleTest, LegacyRustLosesItsHash) {
  EXPECT_EQ(Demangle("_ZN4core3fmt5Write9write_fmt17h0123456789abcdefE"),
            "core::fmt::Write::write_fmt");
}

TEST(DemangleTest, RustV0) {
  EXPECT_EQ(Demangle("_RNvCs1234_7mycrate3foo"), "mycrate::foo");
}

TEST(DemangleTest, D) { EXPECT_EQ(Demangle("_D3abc3defFiZv"), "abc.def(int)"); }

TEST(DemangleTest, LeavesOtherNamesAlone) {
  for (const char* name :
       {"", "_", "malloc", "_start", "_Znonsense", "_Dx", "_R", "f@", "@"}) {
    const std::string text = name;
    EXPECT_EQ(Demangle(text), text == "f@" ? "f" : text);
  }
}

TEST(DemangleTest, DropsTheSymbolVersion) {
  EXPECT_EQ(Demangle("malloc@@GLIBC_2.2.5"), "malloc");
  EXPECT_EQ(Demangle("_Znwm@GLIBCXX_3.4"), "operator new(unsigned long)");
}

TEST(DemangleTest, NamesLongerThanTheLimitOfLibibertyStillWork) {
  std::string mangled = "_ZN";
  std::string expected;
  for (char letter = 'a'; letter <= 'z'; ++letter) {
    mangled += "100" + std::string(100, letter);
    expected += std::string(100, letter) + "::";
  }

  EXPECT_EQ(Demangle(mangled + "1fEv"), expected + "f()");
}

TEST(DemangleTest, AnEnormousNameComesBackAsItWas) {
  const std::string mangled = "_Z1f" + std::string(1 << 20, 'P') + "i";

  EXPECT_EQ(Demangle(mangled), mangled);
}

// The nth name that a mangled name refers back to: S_, S0_ ... SZ_, S10_ ...
std::string BackReference(int n) {
  if (n == 0) return "S_";
  constexpr char kDigits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  std::string digits;
  if (n > 36) digits = "1";
  digits += kDigits[(n - 1) % 36];
  return "S" + digits + "_";
}

// A pair, a pair of two of it, and so on: each twice as long as the last.
std::string DoublingName(int count) {
  std::string mangled = "_Z1f4pairIiiE";
  for (int i = 1; i < count; ++i) {
    mangled.append("S_I").append(BackReference(i)).append(BackReference(i));
    mangled.append("E");
  }
  return mangled;
}

TEST(DemangleTest, ANameThatUnfoldsWithoutEndComesBackAsItWas) {
  ASSERT_EQ(Demangle(DoublingName(2)),
            "f(pair<int, int>, pair<pair<int, int>, pair<int, int> >)");

  EXPECT_EQ(Demangle(DoublingName(40)), DoublingName(40));
}

TEST(DemangleTest, DeepNestingDoesNotExhaustTheStack) {
  const std::string mangled = "_Z1f" + std::string(8000, 'P') + "i";

  EXPECT_FALSE(Demangle(mangled).empty());
}

}  // namespace
}  // namespace leaktrace::symbolizer
