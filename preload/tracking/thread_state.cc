#include "preload/tracking/thread_state.h"

namespace leaktrace {

thread_local constinit ThreadState g_thread_state = {};

}  // namespace leaktrace
