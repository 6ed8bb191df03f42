#include "preload/tracking/name_set.h"

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"

namespace leaktrace {
namespace {

class NameSetTest : public testing::Test {
 protected:
  std::unique_ptr<NameSet> names_ = std::make_unique<NameSet>();
};

TEST_F(NameSetTest, ANameKeepsItsNumber) {
  const uint8_t request = names_->Intern("request");
  const uint8_t session = names_->Intern("session");
  EXPECT_NE(request, session);
  EXPECT_EQ(names_->Intern("request"), request);
  EXPECT_EQ(names_->NameOf(request), "request");
  EXPECT_EQ(names_->NameOf(session), "session");
}

TEST_F(NameSetTest, AnEmptyNameIsNone) {
  EXPECT_EQ(names_->Intern(""), NameSet::kNone);
  EXPECT_EQ(names_->NameOf(NameSet::kNone), "");
  EXPECT_EQ(names_->NameOf(17), "");
}

TEST_F(NameSetTest, LongNamesAreCutAndControlCharactersReplaced) {
  const std::string longest(NameSet::kMaxNameBytes, 'x');
  EXPECT_EQ(names_->NameOf(names_->Intern(longest + "yz")), longest);
  EXPECT_EQ(names_->Intern(longest), names_->Intern(longest + "abc"));
  const uint8_t odd = names_->Intern("a\nb\x7f");
  EXPECT_EQ(names_->NameOf(odd), "a?b?");
  EXPECT_EQ(names_->Intern("a\nb\x7f"), odd);
}

TEST_F(NameSetTest, TooManyNamesShareOne) {
  for (int i = 0; i < 254; ++i) {
    EXPECT_NE(names_->Intern(std::to_string(i)), NameSet::kOther) << i;
  }
  EXPECT_EQ(names_->Intern("one more"), NameSet::kOther);
  EXPECT_EQ(names_->NameOf(NameSet::kOther), "[other]");
  EXPECT_EQ(names_->NameOf(names_->Intern("7")), "7");
}

TEST_F(NameSetTest, ThreadsAgreeOnNames) {
  constexpr int kThreads = 4;
  constexpr int kNames = 50;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([this, t] {
      for (int i = 0; i < 20'000; ++i) {
        const std::string name = std::to_string((i * (t + 1)) % kNames);
        const uint8_t number = names_->Intern(name);
        if (names_->NameOf(number) != name) FAIL() << name;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace leaktrace
