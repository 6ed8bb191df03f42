// The verdicts on a directory of labelled cases, in the format that the
// corpus' scorer reads.
#ifndef LEAKTRACE_TESTS_GROWTH_GROWTH_VERDICTS_JSON_H_
#define LEAKTRACE_TESTS_GROWTH_GROWTH_VERDICTS_JSON_H_

#include <filesystem>
#include <ostream>

namespace leaktrace::report {

void WriteGrowthVerdicts(const std::filesystem::path& directory,
                         std::ostream& out);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_TESTS_GROWTH_GROWTH_VERDICTS_JSON_H_
