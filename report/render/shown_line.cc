// See shown_line.h.
#include "report/render/shown_line.h"

#include "report/render/top_render.h"
#include "report/render/units.h"

namespace leaktrace::report {
namespace {

std::string ShownOf(size_t sample_type, int64_t shown, int64_t all) {
  std::string text = FormatSampleValue(shown, sample_type) + " of " +
                     FormatSampleValue(all, sample_type) + " shown";
  if (all == 0) return text;
  return text + " (" +
         FormatPercent(static_cast<double>(shown) / static_cast<double>(all)) +
         ")";
}

}  // namespace

std::string ShownLine(size_t sample_type, const SampleValues& shown,
                      const std::optional<SampleValues>& unfiltered) {
  const std::string name = std::string(kSampleTypeNames[sample_type]) + ": ";
  if (!unfiltered) {
    return name + FormatSampleValue(shown[sample_type], sample_type) +
           " in total";
  }
  return name +
         ShownOf(sample_type, shown[sample_type], (*unfiltered)[sample_type]);
}

std::string ShownBytes(int64_t shown, int64_t all) {
  return ShownOf(kInuseSpaceType, shown, all);
}

}  // namespace leaktrace::report
