// How output looks on stdout: colours and a width only on a terminal.
#ifndef LEAKTRACE_REPORT_CLI_TERMINAL_H_
#define LEAKTRACE_REPORT_CLI_TERMINAL_H_

#include <string>

#include "report/render/text_style.h"

namespace leaktrace::report {

// No colour with NO_COLOR or TERM=dumb.
TextStyle StdoutStyle();

// Returns kExitOk, or kExitUsage when stdout takes no more (disk full).
int PrintOut(const std::string& text);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_CLI_TERMINAL_H_
