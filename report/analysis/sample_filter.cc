// Functions are looked at once, then locations, then samples.
#include "report/analysis/sample_filter.h"

#include <algorithm>
#include <utility>

#include "report/analysis/function_name.h"

namespace leaktrace::report {

void StackFilter::Matches::Update(const Profile& profile) {
  for (size_t i = functions.size(); i < profile.functions.size(); ++i) {
    const Function& f = profile.functions[i];
    functions.push_back(pattern.Matches(f.name) ||
                        pattern.Matches(f.filename) ||
                        pattern.Matches(NormalizeFunctionName(f.name)));
  }
  for (size_t i = mappings.size(); i < profile.mappings.size(); ++i) {
    mappings.push_back(pattern.Matches(profile.mappings[i].path));
  }
}

bool StackFilter::Matches::InModule(const Location& location) const {
  return location.mapping != kNoMapping && mappings[location.mapping];
}

bool StackFilter::Matches::HasLine(const Location& location,
                                   const Line& line) const {
  return InModule(location) || functions[line.function];
}

bool StackFilter::Matches::HasAny(const Location& location) const {
  return InModule(location) ||
         std::any_of(
             location.lines.begin(), location.lines.end(),
             [this](const Line& line) { return functions[line.function]; });
}

absl::Status StackFilter::Compile(const std::string& expression,
                                  std::optional<Matches>& matches) {
  if (expression.empty()) return absl::OkStatus();
  absl::StatusOr<NamePattern> pattern = NamePattern::Compile(expression);
  if (!pattern.ok()) return pattern.status();
  matches.emplace(Matches{*std::move(pattern)});
  return absl::OkStatus();
}

absl::StatusOr<StackFilter> StackFilter::Compile(const SampleFilter& filter) {
  StackFilter compiled;
  absl::Status status = Compile(filter.focus, compiled.focus_);
  status.Update(Compile(filter.ignore, compiled.ignore_));
  status.Update(Compile(filter.hide, compiled.hide_));
  status.Update(Compile(filter.show, compiled.show_));
  if (!status.ok()) return status;
  return compiled;
}

bool StackFilter::Hides(const Location& location, const Line& line) const {
  return (hide_ && hide_->HasLine(location, line)) ||
         (show_ && !show_->HasLine(location, line));
}

// Without lines its module is all there is to match.
bool StackFilter::HidesAll(const Location& location) const {
  if (location.lines.empty()) {
    return (hide_ && hide_->InModule(location)) ||
           (show_ && !show_->InModule(location));
  }
  return std::all_of(location.lines.begin(), location.lines.end(),
                     [&](const Line& line) { return Hides(location, line); });
}

// A location that is hidden as a whole keeps its lines: one without would be
// asked for its name again.
void StackFilter::Prepare(Profile& profile) {
  for (std::optional<Matches>* matches : {&focus_, &ignore_, &hide_, &show_}) {
    if (*matches) (*matches)->Update(profile);
  }
  for (size_t i = locations_.size(); i < profile.locations.size(); ++i) {
    Location& location = profile.locations[i];
    const Marks marks = {focus_ && focus_->HasAny(location),
                         ignore_ && ignore_->HasAny(location),
                         HidesAll(location)};
    locations_.push_back(marks);
    if (marks.hidden) continue;
    std::erase_if(location.lines,
                  [&](const Line& line) { return Hides(location, line); });
  }
}

bool StackFilter::Keep(Sample& sample) const {
  const auto any = [&](bool Marks::*mark) {
    return std::any_of(
        sample.locations.begin(), sample.locations.end(),
        [&](uint32_t location) { return locations_[location].*mark; });
  };
  if (focus_ && !any(&Marks::focused)) return false;
  if (ignore_ && any(&Marks::ignored)) return false;
  if (!hide_ && !show_) return true;
  std::erase_if(sample.locations, [this](uint32_t location) {
    return locations_[location].hidden;
  });
  return !sample.locations.empty();
}

absl::Status ApplyFilter(const SampleFilter& filter, Profile& profile) {
  if (filter.empty()) return absl::OkStatus();
  absl::StatusOr<StackFilter> stacks = StackFilter::Compile(filter);
  if (!stacks.ok()) return stacks.status();
  stacks->Prepare(profile);
  std::erase_if(profile.samples,
                [&](Sample& sample) { return !stacks->Keep(sample); });
  return absl::OkStatus();
}

}  // namespace leaktrace::report
