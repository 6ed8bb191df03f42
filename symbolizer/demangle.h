// Linkage names to the names people wrote: C++, Rust (both schemes) and D.
//
// Contract: total. What cannot be demangled comes back as it was, without its
// symbol version. Work and output are bounded, because names come from files.
#ifndef LEAKTRACE_SYMBOLIZER_DEMANGLE_H_
#define LEAKTRACE_SYMBOLIZER_DEMANGLE_H_

#include <string>
#include <string_view>

namespace leaktrace::symbolizer {

std::string Demangle(std::string_view linkage_name);

// "malloc@@GLIBC_2.2.5" -> "malloc"
std::string_view WithoutSymbolVersion(std::string_view linkage_name);

}  // namespace leaktrace::symbolizer

#endif  // LEAKTRACE_SYMBOLIZER_DEMANGLE_H_
