// The rows of the verdict table and the frames of call paths, the same in the
// report and in the live view.
#ifndef LEAKTRACE_REPORT_RENDER_REPORT_TABLE_H_
#define LEAKTRACE_REPORT_RENDER_REPORT_TABLE_H_

#include <string>
#include <vector>

#include "report/render/report_view.h"
#include "report/render/text_table.h"

namespace leaktrace::report {

std::vector<TableColumn> OwnerColumns(const std::string& grouping);

// One for each of OwnerColumns().
std::vector<std::string> OwnerCells(const OwnerRow& row);

// Owners whose memory came and went are in the JSON only.
bool HoldsOrChanged(const OwnerRow& row);

// A frame with its place, "  > " before the owner.
std::string PathLine(const PathRow& row);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_RENDER_REPORT_TABLE_H_
