// One sentence per situation: growth, no growth, a single snapshot, nothing.
#include "report/render/report_headline.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "report/render/text_table.h"
#include "report/render/units.h"

namespace leaktrace::report {
namespace {

std::string ProcessName(const ReportView& view) {
  return view.executable.empty() ? "the process" : Printable(view.executable);
}

double Share(double part, double whole) { return whole > 0 ? part / whole : 0; }

// Growth of all that grew: what shrank elsewhere does not hide it.
double TotalGrowth(const ReportView& view) {
  double sum = 0;
  for (const OwnerRow& row : view.owners) {
    sum +=
        static_cast<double>(std::max<int64_t>(0, row.change_bytes.value_or(0)));
  }
  return sum;
}

std::string GrowthSentence(const ReportView& view, const OwnerRow& top) {
  const auto change = static_cast<double>(*top.change_bytes);
  std::string text = Printable(top.name) + " holds " + FormatBytes(change) +
                     " more than at the start";
  if (top.bytes_per_minute) {
    text += " (" + FormatSignedBytes(*top.bytes_per_minute) + "/min)";
  }
  return text + ", " + FormatPercent(Share(change, TotalGrowth(view))) +
         " of the growth of " + ProcessName(view);
}

std::string Interval(const RateRow& rate) {
  const std::string low = FormatBytes(rate.low);
  return std::isfinite(rate.high) ? low + " to " + FormatBytes(rate.high)
                                  : low + " or more";
}

// Nothing is certain.
std::string Confidence(double confidence) {
  constexpr double kMostStated = 0.99;
  return confidence > kMostStated ? "> " + FormatPercent(kMostStated)
                                  : FormatPercent(confidence);
}

// Judged by who survives, not by the curve of the total.
std::string GrowingSentence(const ReportView& view, const OwnerRow& top) {
  std::string text = Printable(top.name) + " grows by " +
                     FormatBytes(top.growth->bytes_per_minute) + "/min (" +
                     Interval(*top.growth);
  text += ", confidence " + Confidence(top.confidence.value_or(0)) + ")";
  const auto change = static_cast<double>(top.change_bytes.value_or(0));
  if (change <= 0) return text + " in " + ProcessName(view);
  return text + ": " + FormatBytes(change) + " since the start, " +
         FormatPercent(Share(change, TotalGrowth(view))) +
         " of the growth of " + ProcessName(view);
}

std::string NotGrowingSentence(const ReportView& view, const OwnerRow& top) {
  std::string text = "no owner is growing: " + ProcessName(view) + " holds " +
                     FormatBytes(static_cast<double>(view.total.live_bytes)) +
                     " of heap after " + FormatDuration(view.span_seconds);
  if (!top.grew()) return text;
  return text + "; " + Printable(top.name) + " changed most, " +
         FormatSignedBytes(static_cast<double>(*top.change_bytes)) + " (" +
         top.verdict + ")";
}

bool Judged(const OwnerRow& row) { return row.confidence.has_value(); }

std::string FlatSentence(const ReportView& view) {
  return "no owner grew beyond the sampling error: " + ProcessName(view) +
         " holds " + FormatBytes(static_cast<double>(view.total.live_bytes)) +
         " of heap after " + FormatDuration(view.span_seconds);
}

std::string OneSnapshotSentence(const ReportView& view, const OwnerRow& top) {
  const auto live = static_cast<double>(top.live_bytes);
  const double share = Share(live, static_cast<double>(view.total.live_bytes));
  return Printable(top.name) + " holds " + FormatBytes(live) + ", " +
         FormatPercent(share) + " of the live heap of " + ProcessName(view) +
         " (one snapshot: no growth known)";
}

}  // namespace

std::string ReportHeadline(const ReportView& view) {
  if (view.owners.empty()) {
    return view.memory.blame.empty()
               ? ProcessName(view) + ": no allocation recorded"
               : Printable(view.memory.blame);
  }
  const OwnerRow& top = view.owners.front();
  if (view.snapshots < 2) return OneSnapshotSentence(view, top);
  if (top.alarm && top.growth) return GrowingSentence(view, top);
  if (!view.memory.blame.empty()) return Printable(view.memory.blame);
  if (Judged(top)) return NotGrowingSentence(view, top);
  return top.grew() ? GrowthSentence(view, top) : FlatSentence(view);
}

}  // namespace leaktrace::report
