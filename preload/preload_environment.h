// Takes this library out of LD_PRELOAD, so that programs which the traced one
// executes are not traced.
#ifndef LEAKTRACE_PRELOAD_PRELOAD_ENVIRONMENT_H_
#define LEAKTRACE_PRELOAD_PRELOAD_ENVIRONMENT_H_

namespace leaktrace {

// Edits `environment` in place: our entry goes, others stay in their order; a
// variable that would be empty is removed. An entry is ours when its file name
// is that of `library_path`.
void RemoveFromPreload(char** environment, const char* library_path);

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_PRELOAD_ENVIRONMENT_H_
