// Template argument lists as a reader wants them: default arguments of the
// standard library dropped, std::string by its name, ">>" without a space.
#ifndef LEAKTRACE_REPORT_ANALYSIS_TEMPLATE_ARGUMENTS_H_
#define LEAKTRACE_REPORT_ANALYSIS_TEMPLATE_ARGUMENTS_H_

#include <string>
#include <string_view>

namespace leaktrace::report {

// "std::map<int, A, std::less<int>, std::allocator<...> >" ->
// "std::map<int, A>". A name with unbalanced brackets comes back unchanged.
std::string FoldTemplateArguments(std::string_view name);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_ANALYSIS_TEMPLATE_ARGUMENTS_H_
