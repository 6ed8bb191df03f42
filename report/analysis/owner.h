// Whose memory a stack is: the first frame, from the allocation outwards, that
// no rule skips.
#ifndef LEAKTRACE_REPORT_ANALYSIS_OWNER_H_
#define LEAKTRACE_REPORT_ANALYSIS_OWNER_H_

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "report/analysis/frame_table.h"

namespace leaktrace::report {

// In the order they are tried.
enum class OwnerReason {
  kFirstUnskipped,    // no rule skips it
  kNamedByCaller,     // the first unskipped one has no name: the next named
                      // one of its module, the interface of what is stripped
  kLibraryInterface,  // nor has that module: the library function it calls
  kNameless,          // an address, for want of anything better
  kOnlyLibrary,       // all are skipped: the first of a library,
  kOnlyRuntime,       // else of the run-time,
  kOnlyAllocator,     // else the allocation itself
};

struct OwnerChoice {
  size_t frame = 0;  // index into the stack
  OwnerReason reason = OwnerReason::kFirstUnskipped;
  // The shared library, skipped by its module, through which the owner came to
  // hold the memory.
  std::optional<size_t> library;
};

// `stack` is not empty.
OwnerChoice FindOwner(std::span<const Frame* const> stack);

// "Client::Connect (via libssl)", or the function alone.
std::string OwnerName(std::span<const Frame* const> stack,
                      const OwnerChoice& choice);

// For people: "no rule skips it".
std::string_view ReasonText(OwnerReason reason);

// "libssl.so.3" -> "libssl".
std::string LibraryName(std::string_view module);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_ANALYSIS_OWNER_H_
