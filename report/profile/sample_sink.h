// How readers hand out samples: one at a time, so that who wants only sums
// never holds them all.
#ifndef LEAKTRACE_REPORT_PROFILE_SAMPLE_SINK_H_
#define LEAKTRACE_REPORT_PROFILE_SAMPLE_SINK_H_

#include <cstddef>
#include <string_view>

#include "report/profile/profile.h"

namespace leaktrace::report {

// Where the stack of a sample is.
enum class StackSource {
  kDecoded,         // in Sample::locations
  kSameAsPrevious,  // that of the sample before
  kKnown,           // the sink said that it knows it
};

class SampleSink {
 public:
  virtual ~SampleSink() = default;

  // Whether the stack that comes next need not be decoded. `encoded` names
  // positions in the table of locations, which has `locations` of them: what
  // was valid in a table stays so in a longer one.
  virtual bool Knows(std::string_view /*encoded*/, size_t /*locations*/) {
    return false;
  }

  // `sample` is the reader's and changes with the next call; its locations mean
  // something only if they are decoded. `encoded` is how Knows() may be asked
  // for the same stack again, empty if never.
  virtual void Add(const Sample& sample, StackSource source,
                   std::string_view encoded) = 0;
};

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_PROFILE_SAMPLE_SINK_H_
