// Snapshots list the samples of a stack one after the other, so comparing with
// the previous stack finds nearly all that are equal.
#include "report/profile/digest_builder.h"

#include <algorithm>
#include <memory>
#include <utility>

namespace leaktrace::report {
namespace {

// One in so many stacks may be new before a list of all is made again.
constexpr size_t kNewShare = 8;

// The next snapshot has a few more.
size_t WithRoom(size_t rows) { return rows + rows / 8; }

}  // namespace

DigestBuilder::DigestBuilder(const EncodedStacks* earlier, size_t expected_rows)
    : earlier_(earlier), digest_(earlier != nullptr ? earlier->list : nullptr) {
  digest_.rows.reserve(WithRoom(expected_rows));
}

bool DigestBuilder::Knows(std::string_view encoded, size_t locations) {
  const size_t next = digest_.stack_count();
  return earlier_ != nullptr && digest_.shared_count() == next &&
         next < earlier_->size() && locations >= earlier_->locations &&
         earlier_->Spelling(next) == encoded;
}

bool DigestBuilder::IsLast(std::span<const uint32_t> locations,
                           const std::vector<Label>& labels) const {
  const size_t count = digest_.stack_count();
  return count > 0 && digest_.Labels(count - 1) == labels &&
         std::ranges::equal(digest_.Stack(count - 1), locations);
}

std::span<const uint32_t> DigestBuilder::LocationsOf(const Sample& sample,
                                                     StackSource source) {
  const size_t count = digest_.stack_count();
  if (source == StackSource::kDecoded) return sample.locations;
  if (source == StackSource::kKnown) return earlier_->list->Locations(count);
  // A copy: it is about to be added to the list that it is in.
  const std::span<const uint32_t> last = digest_.Stack(count - 1);
  copy_.assign(last.begin(), last.end());
  return copy_;
}

void DigestBuilder::Add(const Sample& sample, StackSource source,
                        std::string_view encoded) {
  const size_t count = digest_.stack_count();
  if (source == StackSource::kKnown &&
      earlier_->list->Labels(count) == sample.labels) {
    digest_.ShareStack();
  } else if (source != StackSource::kSameAsPrevious ||
             digest_.Labels(count - 1) != sample.labels) {
    const std::span<const uint32_t> locations = LocationsOf(sample, source);
    if (!IsLast(locations, sample.labels)) {
      digest_.AddStack(locations, sample.labels);
      own_spellings_.push_back(encoded);
    }
  }
  digest_.AddRow(sample);
}

bool DigestBuilder::IsWorthRemembering() const {
  return earlier_ == nullptr ||
         own_spellings_.size() * kNewShare > digest_.shared_count() ||
         digest_.shared_count() * 2 < earlier_->size();
}

EncodedStacks DigestBuilder::Remember(size_t locations) const {
  EncodedStacks stacks;
  auto list = std::make_shared<StackList>();
  for (size_t i = 0; i < digest_.stack_count(); ++i) {
    const bool shared = i < digest_.shared_count();
    list->Add(digest_.Stack(i), digest_.Labels(i));
    stacks.bytes += shared ? earlier_->Spelling(i)
                           : own_spellings_[i - digest_.shared_count()];
    stacks.ends.push_back(stacks.bytes.size());
  }
  stacks.list = std::move(list);
  stacks.locations = locations;
  return stacks;
}

ProfileDigest DigestBuilder::Take(Profile tables) && {
  digest_.tables = std::move(tables);
  return std::move(digest_);
}

}  // namespace leaktrace::report
