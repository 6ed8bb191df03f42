// The type of the objects that a stack allocates, where the stack proves it:
// the template arguments of an allocator, of make_unique and the like, or a
// class's own operator new. Never guessed: a constructor that calls operator
// new is of the object that will point to the new one, and the constructor of
// the new one has not begun.
#ifndef LEAKTRACE_REPORT_ANALYSIS_OBJECT_TYPE_H_
#define LEAKTRACE_REPORT_ANALYSIS_OBJECT_TYPE_H_

#include <cstddef>
#include <span>
#include <string>

#include "report/analysis/frame_table.h"
#include "report/profile/profile.h"

namespace leaktrace::report {

// "Session"; "Session[]" for the storage of a vector, a string or a deque,
// where one object is an array; empty without evidence. Looks at the frames up
// to and including the owner's.
std::string ObjectType(std::span<const Frame* const> stack, size_t owner);

// The same of the objects of `sample`, whose profiler may have said it.
std::string TypeOf(std::span<const Frame* const> stack, size_t owner,
                   const Sample& sample);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_ANALYSIS_OBJECT_TYPE_H_
