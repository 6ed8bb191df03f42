// The verdict in words: what was seen, and what to do next. English, one line
// each, no trailing full stop; renderers place them.
#ifndef LEAKTRACE_REPORT_ANALYSIS_GROWTH_EVIDENCE_TEXT_H_
#define LEAKTRACE_REPORT_ANALYSIS_GROWTH_EVIDENCE_TEXT_H_

#include <string>
#include <string_view>

#include "report/analysis/growth_verdict.h"

namespace leaktrace::report {

// "ever more objects: 37 of 40 birth intervals still have survivors; rises 4.1
// MiB/min (3.2 to 5.0), accelerating"
std::string GrowthEvidenceText(const GrowthVerdict& verdict);

// "look for the container that is only added to"
std::string_view GrowthNextStep(const GrowthVerdict& verdict);

// Bytes per second in the unit a person would choose: "4.1 MiB/min".
std::string FormatRate(double bytes_per_s);

// With its interval: "4.1 MiB/min (3.2 MiB to 5.0 MiB)".
std::string FormatRateInterval(const GrowthRate& rate);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_ANALYSIS_GROWTH_EVIDENCE_TEXT_H_
