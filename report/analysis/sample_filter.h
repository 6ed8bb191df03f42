// --focus, --ignore, --hide and --show with the meaning they have in pprof:
// patterns look at function names, source files and module paths; focus keeps
// the samples with a frame that matches, ignore drops them, hide takes the
// frames out, show all others. What is dropped is in no group: say beside it
// how much there is in all.
#ifndef LEAKTRACE_REPORT_ANALYSIS_SAMPLE_FILTER_H_
#define LEAKTRACE_REPORT_ANALYSIS_SAMPLE_FILTER_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "report/analysis/name_pattern.h"
#include "report/profile/profile.h"

namespace leaktrace::report {

// Extended regular expressions of POSIX; empty: not asked for.
struct SampleFilter {
  std::string focus = {};
  std::string ignore = {};
  std::string hide = {};
  std::string show = {};

  bool empty() const {
    return focus.empty() && ignore.empty() && hide.empty() && show.empty();
  }
};

// A filter at work on one profile, which may grow.
class StackFilter {
 public:
  // InvalidArgument: a bad expression.
  static absl::StatusOr<StackFilter> Compile(const SampleFilter& filter);

  // Looks at the locations that `profile` got since the last call, which must
  // have their names, and takes hidden inlined frames out of them. Names match
  // as they are and as they are shown.
  void Prepare(Profile& profile);

  // Takes the hidden frames out of `sample` of that profile. False if it is to
  // be dropped: by focus or ignore, or because no frame is left.
  bool Keep(Sample& sample) const;

 private:
  // A pattern and what it matches of the profile, by index.
  struct Matches {
    NamePattern pattern;
    std::vector<bool> functions = {};
    std::vector<bool> mappings = {};

    void Update(const Profile& profile);
    bool InModule(const Location& location) const;
    bool HasLine(const Location& location, const Line& line) const;
    bool HasAny(const Location& location) const;
  };
  // Of a location.
  struct Marks {
    bool focused = false;
    bool ignored = false;
    bool hidden = false;  // all of it
  };

  static absl::Status Compile(const std::string& expression,
                              std::optional<Matches>& matches);
  bool Hides(const Location& location, const Line& line) const;
  bool HidesAll(const Location& location) const;

  std::optional<Matches> focus_;
  std::optional<Matches> ignore_;
  std::optional<Matches> hide_;
  std::optional<Matches> show_;
  std::vector<Marks> locations_;
};

// Filters the samples of `profile`. InvalidArgument: a bad expression.
absl::Status ApplyFilter(const SampleFilter& filter, Profile& profile);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_ANALYSIS_SAMPLE_FILTER_H_
