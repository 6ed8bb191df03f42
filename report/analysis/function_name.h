// Names of functions as people and keys want them: without parameters, return
// type, compiler clones, ABI tags and default template arguments, so that a
// rebuild, another compiler or another C++ library gives the same owner. Pure
// string work: a name that cannot be parsed comes back as it was.
#ifndef LEAKTRACE_REPORT_ANALYSIS_FUNCTION_NAME_H_
#define LEAKTRACE_REPORT_ANALYSIS_FUNCTION_NAME_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace leaktrace::report {

// "void ns::Push<std::__cxx11::basic_string<char, ...> >(int) [clone .cold]"
// -> "ns::Push<std::string>".
std::string NormalizeFunctionName(std::string_view demangled);

// True for a name as the Rust compiler links it, legacy or v0 mangling.
bool IsRustLinkageName(std::string_view linkage_name);

// "/usr/lib/libfoo.so.1" -> "libfoo.so.1". " (deleted)" is dropped.
std::string ModuleBaseName(std::string_view path);

// "libfoo.so.1+0x1234"; "0x1234" if `module` is empty.
std::string AddressName(std::string_view module, uint64_t offset);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_ANALYSIS_FUNCTION_NAME_H_
