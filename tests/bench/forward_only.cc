// The floor of any preloaded shim: exports the allocation family, resolves each
// function's next definition on its first call, and jumps there. It records
// nothing; what it costs is what interposing costs.
#include <dlfcn.h>

#include <algorithm>
#include <cstddef>

namespace {

struct Name {
  // Implicit, so that a string literal is a template argument.
  template <size_t N>
  // NOLINTNEXTLINE(google-explicit-constructor)
  consteval Name(const char (&literal)[N]) {
    std::copy(literal, literal + N, text);
  }
  char text[16] = {};
};

// The definition of kName behind us, or of kOtherwise where there is none (a
// C++ library that was loaded privately); the C ABI ignores extra arguments.
template <Name kName, Name kOtherwise, typename Result, typename... Args>
class Next {
 public:
  using Function = Result (*)(Args...);

  static Result ResolveAndCall(Args... args) {
    void* symbol = dlsym(RTLD_NEXT, kName.text);
    if (symbol == nullptr) symbol = dlsym(RTLD_NEXT, kOtherwise.text);
    function = reinterpret_cast<Function>(symbol);
    return function(args...);
  }

  static inline constinit Function function = ResolveAndCall;
};

template <Name kName, typename Result, typename... Args>
Result Forward(Args... args) {
  return Next<kName, kName, Result, Args...>::function(args...);
}

template <Name kName, typename... Args>
void* ForwardNew(size_t bytes, Args... args) {
  return Next<kName, "malloc", void*, size_t, Args...>::function(bytes,
                                                                 args...);
}

template <Name kName, typename... Args>
void ForwardDelete(void* block, Args... args) {
  return Next<kName, "free", void, void*, Args...>::function(block, args...);
}

}  // namespace

extern "C" {

void* malloc(size_t bytes) noexcept { return Forward<"malloc", void*>(bytes); }
void free(void* block) noexcept { return Forward<"free", void>(block); }
void* calloc(size_t count, size_t size) noexcept {
  return Forward<"calloc", void*>(count, size);
}
void* realloc(void* block, size_t bytes) noexcept {
  return Forward<"realloc", void*>(block, bytes);
}
int posix_memalign(void** block, size_t alignment, size_t bytes) noexcept {
  return Forward<"posix_memalign", int>(block, alignment, bytes);
}
void* memalign(size_t alignment, size_t bytes) noexcept {
  return Forward<"memalign", void*>(alignment, bytes);
}
void* aligned_alloc(size_t alignment, size_t bytes) noexcept {
  return Forward<"aligned_alloc", void*>(alignment, bytes);
}

}  // extern "C"

void* operator new(size_t n) { return ForwardNew<"_Znwm">(n); }
void* operator new[](size_t n) { return ForwardNew<"_Znam">(n); }
void operator delete(void* p) noexcept { return ForwardDelete<"_ZdlPv">(p); }
void operator delete[](void* p) noexcept { return ForwardDelete<"_ZdaPv">(p); }
void operator delete(void* p, size_t n) noexcept {
  return ForwardDelete<"_ZdlPvm">(p, n);
}
void operator delete[](void* p, size_t n) noexcept {
  return ForwardDelete<"_ZdaPvm">(p, n);
}
