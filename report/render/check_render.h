// The result of `check` for people (text, Markdown) and for the machinery of CI
// (JSON, JUnit, SARIF 2.1.0). Names in it come from files: each writer escapes
// what its format cannot hold.
#ifndef LEAKTRACE_REPORT_RENDER_CHECK_RENDER_H_
#define LEAKTRACE_REPORT_RENDER_CHECK_RENDER_H_

#include <string>

#include "report/render/check_view.h"
#include "report/render/text_style.h"

namespace leaktrace::report {

std::string RenderCheckText(const CheckView& view, const TextStyle& style);

std::string RenderCheckJson(const CheckView& view);

// A section with a table, as for the job summary of GitHub.
std::string RenderCheckMarkdown(const CheckView& view);

// One test suite, a test case per row. Undecided rows are errors, suppressed
// ones are skipped.
std::string RenderCheckJunit(const CheckView& view);

// Rows that passed are left out; suppressed ones carry their suppression.
// `version` is leaktrace's.
std::string RenderCheckSarif(const CheckView& view, const std::string& version);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_RENDER_CHECK_RENDER_H_
