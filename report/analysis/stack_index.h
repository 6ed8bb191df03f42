// The stacks of a series by number: the same stack has the same number in every
// snapshot, whatever ids its file uses. Snapshots of one process repeat their
// locations and stacks, mostly in the same order, so a stack seen before costs
// a comparison with the one at the same position of the previous snapshot.
#ifndef LEAKTRACE_REPORT_ANALYSIS_STACK_INDEX_H_
#define LEAKTRACE_REPORT_ANALYSIS_STACK_INDEX_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "report/profile/profile.h"
#include "report/profile/profile_digest.h"

namespace leaktrace::report {

class StackIndex {
 public:
  StackIndex();
  ~StackIndex();
  StackIndex(const StackIndex&) = delete;
  StackIndex& operator=(const StackIndex&) = delete;

  // The numbers of the stacks of `digest`, by their index there. Valid until
  // the next call.
  const std::vector<uint32_t>& Add(const ProfileDigest& digest);

  // What all snapshots together refer to; only grows. Its samples are the
  // stacks by number, with labels and no values. Lines may be filled in.
  Profile& tables();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_ANALYSIS_STACK_INDEX_H_
