// The sentences about the process below the report's headline, the same words
// in the terminal and on the page. Without a newline; empty when not known.
#ifndef LEAKTRACE_REPORT_RENDER_REPORT_LINES_H_
#define LEAKTRACE_REPORT_RENDER_REPORT_LINES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "report/render/report_view.h"

namespace leaktrace::report {

// "12 snapshots over 1 min".
std::string SnapshotsText(int64_t snapshots, double span_seconds);

// Which process, how many snapshots, how it was sampled.
std::string ProcessLine(const ReportView& view);

// What is alive in its heap.
std::string HeapLine(const ReportView& view);

// What its memory's growth consists of: in one line, or with a line for each
// part, owners and mappings by name.
std::string ReconciliationLine(const MemoryView& memory);
std::vector<std::string> ReconciliationLines(const ReportView& view);

// How much of its memory the heap is.
std::string CoverageLine(const ReportView& view);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_RENDER_REPORT_LINES_H_
