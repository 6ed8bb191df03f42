#include "preload/tracking/sampled_filter.h"

#include <memory>

#include "gtest/gtest.h"

namespace leaktrace {
namespace {

class SampledFilterTest : public testing::Test {
 protected:
  std::unique_ptr<SampledFilter> filter_ = std::make_unique<SampledFilter>();
};

TEST_F(SampledFilterTest, ContainsWhatWasAddedUntilItIsRemoved) {
  constexpr uintptr_t kAddress = 0x7f0012345670;
  EXPECT_FALSE(filter_->MayContain(kAddress));
  filter_->Add(kAddress);
  EXPECT_TRUE(filter_->MayContain(kAddress));
  filter_->Remove(kAddress);
  EXPECT_FALSE(filter_->MayContain(kAddress));
}

TEST_F(SampledFilterTest, NeighboursKeepEachOther) {
  filter_->Add(0x1000);
  filter_->Add(0x1010);
  filter_->Remove(0x1000);
  EXPECT_TRUE(filter_->MayContain(uintptr_t{0x1010}));
}

TEST_F(SampledFilterTest, ASaturatedCountNeverLosesARecord) {
  for (int i = 0; i < 300; ++i) filter_->Add(0x1000);
  for (int i = 0; i < 299; ++i) filter_->Remove(0x1000);
  EXPECT_TRUE(filter_->MayContain(uintptr_t{0x1000}));
}

TEST_F(SampledFilterTest, RangesAndAllStayForEver) {
  filter_->AddRange(0x10f8, 600);
  for (const uintptr_t address : {0x1000, 0x1100, 0x1200, 0x1300}) {
    EXPECT_TRUE(filter_->MayContain(address)) << address;
    filter_->Remove(address);
    EXPECT_TRUE(filter_->MayContain(address)) << address;
  }
  EXPECT_FALSE(filter_->MayContain(uintptr_t{0x1400}));
  filter_->AddAll();
  EXPECT_TRUE(filter_->MayContain(uintptr_t{0x1400}));
}

}  // namespace
}  // namespace leaktrace
