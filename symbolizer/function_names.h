// DIE of a function or of an inlined call -> its name.
//
// Contract: follows abstract origins and specifications, also into another
// unit. The linkage name is taken where there is one; functions without one (C,
// lambdas, anonymous namespaces under gcc) are qualified by their scopes, so
// that a name is the same wherever the function was inlined.
#ifndef LEAKTRACE_SYMBOLIZER_FUNCTION_NAMES_H_
#define LEAKTRACE_SYMBOLIZER_FUNCTION_NAMES_H_

#include <elfutils/libdw.h>

#include <string>
#include <unordered_map>

namespace leaktrace::symbolizer {

struct FunctionName {
  std::string function;      // demangled; empty if unknown
  std::string linkage_name;  // as the compiler stated it
};

class FunctionNames {
 public:
  // Valid until the next call.
  const FunctionName& Of(const Dwarf_Die& die);

 private:
  std::unordered_map<const void*, FunctionName> names_;  // by address of DIE
};

}  // namespace leaktrace::symbolizer

#endif  // LEAKTRACE_SYMBOLIZER_FUNCTION_NAMES_H_
