// The growth verdict of one owner, with the numbers it rests on. Plain data:
// growth_analysis fills it, growth_evidence_text puts it into words.
#ifndef LEAKTRACE_REPORT_ANALYSIS_GROWTH_VERDICT_H_
#define LEAKTRACE_REPORT_ANALYSIS_GROWTH_VERDICT_H_

#include <optional>
#include <string_view>

namespace leaktrace::report {

enum class GrowthKind {
  kInsufficient,  // too few snapshots: nothing is claimed
  kPlateau,       // used, not accumulated
  kGrowing,       // old objects do not die and more join them undiminished
  kHighwater,     // the same number of objects, each bigger
  kStep,          // accumulated in one or two birth intervals
  kWarmup,        // accumulated, but at a falling pace
  kSawtooth,      // rises and is dropped, again and again
};

constexpr std::string_view GrowthKindName(GrowthKind kind) {
  switch (kind) {
    case GrowthKind::kInsufficient:
      return "insufficient";
    case GrowthKind::kPlateau:
      return "plateau";
    case GrowthKind::kGrowing:
      return "growing";
    case GrowthKind::kHighwater:
      return "highwater";
    case GrowthKind::kStep:
      return "step";
    case GrowthKind::kWarmup:
      return "warmup";
    case GrowthKind::kSawtooth:
      return "sawtooth";
  }
  return "";
}

// A rate in bytes per second or per unit of work, with its 95 % interval.
struct GrowthRate {
  double value = 0;
  double low = 0;
  double high = 0;  // +infinity when there is no upper bound
};

// Difference of the live bytes of two snapshots, with its sampling error.
struct GrowthDifference {
  double bytes = 0;
  double stddev_bytes = 0;
  double born_bytes = 0;  // born since the first and still alive
  double died_bytes = 0;
};

// Numbers behind a verdict; the names of GROWTH.md in brackets.
struct GrowthEvidence {
  int rows = 0;                      // after merging [m]
  int maturity_epochs = 0;           // older than this they do not die [tau]
  double mature_survivors = 0;       // sampled objects [N]
  double mature_bytes = 0;           // [S]
  int mature_epochs = 0;             // birth intervals old enough to judge
  int surviving_epochs = 0;          // of them, with survivors
  double effective_epochs = 0;       // [n_eff]
  double hazard = 0;                 // deaths of a mature object [h]
  double net_fraction = 0;           // not a replacement of older ones
  bool replaced = false;             // the level did not rise with them
  double overdispersion = 1;         // of births per interval [od]
  double pace_z = 0;                 // undiminished against slowing [z]
  double persistence = 0;            // "goes on" against "runs out", nats
  std::optional<double> pace_ratio;  // late over early rate
  double evidence = 0;               // the logistic, 0..1
};

struct GrowthVerdict {
  GrowthKind kind = GrowthKind::kInsufficient;
  double confidence = 0;  // 0..1, prior 1/2 among owners that accumulate
  // Only when growing: of the survivors born in the late part of the run.
  std::optional<GrowthRate> per_second;
  std::optional<GrowthRate> per_work;
  bool accelerating = false;
  bool bursty = false;
  bool pool = false;     // growing, but of the same objects, each bigger
  bool backlog = false;  // growing, though all of it goes in the end
  // Not growing, not piled up: its level is that of the load.
  bool follows_load = false;
  bool young = false;  // growing, but on little evidence yet
  GrowthEvidence evidence;
  // First against last snapshot; only when there are too few for a verdict.
  std::optional<GrowthDifference> difference;
  // Smallest steady growth this run would have seen in this owner.
  double detectable_bytes_per_s = 0;
};

// The word of the report.
constexpr std::string_view GrowthVerdictName(const GrowthVerdict& verdict) {
  return verdict.follows_load ? "follows-load" : GrowthKindName(verdict.kind);
}

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_ANALYSIS_GROWTH_VERDICT_H_
