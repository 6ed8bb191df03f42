// The functions of libunwind that we call, looked up in its shared library.
//
// Debian's static libunwind is not position independent and cannot be part of
// a shared object. So the library for "remote" x86-64 targets is opened by name
// when, and only when, this backend is asked for: in a scope of its own
// (RTLD_LOCAL), apart from the libunwind that the program may use.
#ifndef LEAKTRACE_PRELOAD_TRACKING_LIBUNWIND_API_H_
#define LEAKTRACE_PRELOAD_TRACKING_LIBUNWIND_API_H_

// Types only: without UNW_LOCAL_ONLY this is the remote interface.
#include <libunwind.h>

namespace leaktrace {

struct LibunwindApi {
  unw_addr_space_t (*create_addr_space)(unw_accessors_t*, int) = nullptr;
  int (*set_caching_policy)(unw_addr_space_t, unw_caching_policy_t) = nullptr;
  int (*init_remote)(unw_cursor_t*, unw_addr_space_t, void*) = nullptr;
  int (*step)(unw_cursor_t*) = nullptr;
  int (*get_reg)(unw_cursor_t*, int, unw_word_t*) = nullptr;
  int (*is_signal_frame)(unw_cursor_t*) = nullptr;
  // Exported for remote unwinders, not declared in libunwind.h.
  int (*search_unwind_table)(unw_addr_space_t, unw_word_t, unw_dyn_info_t*,
                             unw_proc_info_t*, int, void*) = nullptr;
};

// Not async-signal-safe: loads a library. False if there is none or it lacks a
// function.
bool LoadLibunwind(LibunwindApi* api);

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_TRACKING_LIBUNWIND_API_H_
