// Functions are looked at once, then locations, then samples.
#include "report/analysis/sample_filter.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "report/analysis/function_name.h"
#include "report/analysis/name_pattern.h"

namespace leaktrace::report {
namespace {

// What a pattern matches of a profile, by index.
struct Matches {
  std::vector<bool> functions;
  std::vector<bool> mappings;

  bool Location(const Profile& profile, uint32_t index) const {
    const auto& location = profile.locations[index];
    return (location.mapping != kNoMapping && mappings[location.mapping]) ||
           std::any_of(
               location.lines.begin(), location.lines.end(),
               [&](const Line& line) { return functions[line.function]; });
  }

  bool AnyOf(const Profile& profile, const Sample& sample) const {
    return std::any_of(sample.locations.begin(), sample.locations.end(),
                       [&](uint32_t l) { return Location(profile, l); });
  }
};

Matches FindMatches(const NamePattern& pattern, const Profile& profile) {
  Matches matches;
  for (const Function& f : profile.functions) {
    matches.functions.push_back(pattern.Matches(f.name) ||
                                pattern.Matches(f.filename) ||
                                pattern.Matches(NormalizeFunctionName(f.name)));
  }
  for (const Mapping& mapping : profile.mappings) {
    matches.mappings.push_back(pattern.Matches(mapping.path));
  }
  return matches;
}

absl::StatusOr<std::optional<Matches>> Compile(const std::string& expression,
                                               const Profile& profile) {
  if (expression.empty()) return std::nullopt;
  const absl::StatusOr<NamePattern> pattern = NamePattern::Compile(expression);
  if (!pattern.ok()) return pattern.status();
  return FindMatches(*pattern, profile);
}

// A location whose lines are all hidden goes; one without lines only by its
// module. Samples without any location left are dropped.
void Hide(const Matches& hidden, Profile& profile) {
  std::vector<bool> gone(profile.locations.size());
  for (size_t i = 0; i < profile.locations.size(); ++i) {
    Location& location = profile.locations[i];
    const bool had_lines = !location.lines.empty();
    std::erase_if(location.lines, [&](const Line& line) {
      return hidden.functions[line.function];
    });
    gone[i] =
        (had_lines && location.lines.empty()) ||
        (location.mapping != kNoMapping && hidden.mappings[location.mapping]);
  }
  std::erase_if(profile.samples, [&](Sample& sample) {
    std::erase_if(sample.locations, [&](uint32_t l) { return gone[l]; });
    return sample.locations.empty();
  });
}

}  // namespace

absl::Status ApplyFilter(const SampleFilter& filter, Profile& profile) {
  const auto focus = Compile(filter.focus, profile);
  if (!focus.ok()) return focus.status();
  const auto ignore = Compile(filter.ignore, profile);
  if (!ignore.ok()) return ignore.status();
  const auto hide = Compile(filter.hide, profile);
  if (!hide.ok()) return hide.status();
  std::erase_if(profile.samples, [&](const Sample& sample) {
    return (focus->has_value() && !(*focus)->AnyOf(profile, sample)) ||
           (ignore->has_value() && (*ignore)->AnyOf(profile, sample));
  });
  if (hide->has_value()) Hide(**hide, profile);
  return absl::OkStatus();
}

}  // namespace leaktrace::report
