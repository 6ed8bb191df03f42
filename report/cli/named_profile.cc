// See named_profile.h.
#include "report/cli/named_profile.h"

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "report/analysis/owner_grouping.h"
#include "report/cli/failure.h"
#include "report/cli/profile_symbolizer.h"
#include "report/profile/profile_reader.h"

namespace leaktrace::report {

absl::StatusOr<Profile> ReadNamedProfile(
    const std::string& file, const ProfileOptions& options,
    std::shared_ptr<symbolizer::Symbolizer> symbolizer,
    std::optional<Totals>* unfiltered) {
  absl::StatusOr<Profile> profile = ReadProfile(file);
  if (!profile.ok()) return profile.status();
  ProfileSymbolizer names(options.symbols, std::move(symbolizer));
  names.Symbolize(&*profile);
  for (const std::string& warning : names.Warnings()) Warn(warning);
  if (unfiltered != nullptr && !options.filter.empty()) {
    *unfiltered = SumOfSamples(*profile);
  }
  const absl::Status filtered = ApplyFilter(options.filter, *profile);
  if (!filtered.ok()) return filtered;
  return profile;
}

}  // namespace leaktrace::report
