// Phrases for each kind of verdict.
#include "report/analysis/growth_evidence_text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "report/analysis/growth_analysis.h"

namespace leaktrace::report {
namespace {

constexpr std::string_view kCapBuffers =
    "shrink or cap the buffers that are kept for reuse";

std::string Number(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), value < 9.95 ? "%.1f" : "%.0f",
                value);
  return text.data();
}

std::string FormatBytes(double bytes) {
  constexpr std::array kUnits = {" B", " KiB", " MiB", " GiB", " TiB"};
  const double magnitude = std::abs(bytes);
  size_t unit = 0;
  double scaled = magnitude;
  while (scaled >= 1024 && unit + 1 < kUnits.size()) {
    scaled /= 1024;
    ++unit;
  }
  return (bytes < 0 ? "-" : "") + Number(scaled) + kUnits[unit];
}

std::string Percent(double share) {
  return std::to_string(std::lround(100 * share)) + " %";
}

std::string Survivors(const GrowthEvidence& evidence) {
  return "ever more objects: " + std::to_string(evidence.surviving_epochs) +
         " of " + std::to_string(evidence.mature_epochs) +
         " birth intervals still have survivors";
}

std::string Growing(const GrowthVerdict& verdict) {
  if (verdict.pool) return "pool: as many objects as ever, each of them bigger";
  if (verdict.backlog) return "backlog: ever more comes in than goes out";
  return Survivors(verdict.evidence);
}

struct Period {
  double seconds;
  const char* name;
};

// The shortest period that makes a mebibyte of the rate, or the longest.
const Period& PeriodFor(double bytes_per_s) {
  static constexpr std::array kPeriods = {
      Period{60, "/min"}, Period{3600, "/h"}, Period{86400, "/day"}};
  constexpr double kReadable = 1 << 20;
  return *std::find_if(kPeriods.begin(), kPeriods.end() - 1,
                       [&](const Period& period) {
                         return bytes_per_s * period.seconds >= kReadable;
                       });
}

std::string Rise(const GrowthVerdict& verdict) {
  if (!verdict.per_second) return "";
  std::string text = "; rises " + FormatRateInterval(*verdict.per_second);
  if (verdict.per_work) {
    text += ", " + FormatBytes(verdict.per_work->value) + " per unit of work";
  }
  if (verdict.accelerating) text += ", accelerating";
  if (verdict.bursty) text += ", in bursts";
  if (verdict.young) text += ", on little evidence yet";
  return text;
}

std::string Insufficient(const GrowthVerdict& verdict) {
  std::string text = "undecided: " + std::to_string(verdict.evidence.rows) +
                     " snapshots, at least " +
                     std::to_string(kMinGrowthSnapshots) + " are needed";
  if (verdict.difference) {
    const GrowthDifference& change = *verdict.difference;
    text += "; so far " + FormatBytes(change.bytes) + " +- " +
            FormatBytes(1.96 * change.stddev_bytes) + ", of it " +
            FormatBytes(change.born_bytes) + " born since and still alive";
  }
  return text;
}

std::string Warmup(const GrowthEvidence& evidence) {
  if (evidence.replaced) return "filled: old objects go as others come of age";
  std::string text = "filling: " + Survivors(evidence);
  if (evidence.pace_ratio) {
    text += "; the late rate is " + Percent(*evidence.pace_ratio) +
            " of the early one";
  }
  return text;
}

}  // namespace

std::string GrowthEvidenceText(const GrowthVerdict& verdict) {
  if (verdict.follows_load) return "rises and falls with the load";
  const GrowthEvidence& evidence = verdict.evidence;
  switch (verdict.kind) {
    case GrowthKind::kInsufficient:
      return Insufficient(verdict);
    case GrowthKind::kGrowing:
      return Growing(verdict) + Rise(verdict);
    case GrowthKind::kHighwater:
      return "the number of objects stays, each of them is bigger";
    case GrowthKind::kStep:
      return FormatBytes(evidence.mature_bytes) + " stayed behind, born in " +
             std::to_string(evidence.surviving_epochs) + " of " +
             std::to_string(evidence.mature_epochs) + " birth intervals";
    case GrowthKind::kWarmup:
      return Warmup(evidence);
    case GrowthKind::kSawtooth:
      return "rises and is dropped, again and again";
    case GrowthKind::kPlateau:
      return "used and given back, or built once at the start";
  }
  return "";
}

std::string_view GrowthNextStep(const GrowthVerdict& verdict) {
  if (verdict.follows_load) {
    return "nothing, if the peak fits; else limit what is in flight at once";
  }
  switch (verdict.kind) {
    case GrowthKind::kInsufficient:
      return "run longer, or take snapshots more often (LEAKTRACE_EVERY=1s)";
    case GrowthKind::kGrowing:
      if (verdict.pool) return kCapBuffers;
      if (verdict.backlog) {
        return "find what cannot keep up, and limit the queue before it";
      }
      return verdict.young
                 ? "keep watching; then look for what is only ever added to"
                 : "look for the container that is only ever added to";
    case GrowthKind::kHighwater:
      return kCapBuffers;
    case GrowthKind::kStep:
      return "find what happened once at that time; harmless if it stays so";
    case GrowthKind::kWarmup:
      return verdict.evidence.replaced
                 ? "nothing, if this much is what the cache may hold"
                 : "check that the cache has a limit; watch until it is full";
    case GrowthKind::kSawtooth:
      return "nothing, unless the peaks are too high";
    case GrowthKind::kPlateau:
      return "nothing";
  }
  return "";
}

std::string FormatRate(double bytes_per_s) {
  const Period& period = PeriodFor(bytes_per_s);
  return FormatBytes(bytes_per_s * period.seconds) + period.name;
}

// One unit for the three, so that they can be compared.
std::string FormatRateInterval(const GrowthRate& rate) {
  const double seconds = PeriodFor(rate.value).seconds;
  std::string text =
      FormatRate(rate.value) + " (" + FormatBytes(rate.low * seconds);
  return text + (std::isfinite(rate.high)
                     ? " to " + FormatBytes(rate.high * seconds) + ")"
                     : " or more)");
}

}  // namespace leaktrace::report
