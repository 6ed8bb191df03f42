#include "preload/sys/real_allocator.h"

#include <dlfcn.h>

#include <cerrno>
#include <cstdint>

namespace leaktrace::sys {
namespace {

constexpr size_t kPageBytes = 4096;

// The family behind the emulated members below; set by ResolveRealAllocator
// before any of them is handed out.
constinit const RealAllocator* g_family = nullptr;

void* EmulatedReallocArray(void* block, size_t count, size_t size) {
  size_t bytes = 0;
  if (__builtin_mul_overflow(count, size, &bytes)) {
    errno = ENOMEM;
    return nullptr;
  }
  return g_family->realloc(block, bytes);
}

void* EmulatedMemalign(size_t alignment, size_t bytes) {
  void* block = nullptr;
  const int error = g_family->posix_memalign(
      &block, alignment < sizeof(void*) ? sizeof(void*) : alignment, bytes);
  if (error != 0) errno = error;
  return error == 0 ? block : nullptr;
}

void* EmulatedValloc(size_t bytes) {
  return EmulatedMemalign(kPageBytes, bytes);
}

void* EmulatedPvalloc(size_t bytes) {
  const size_t rounded = (bytes + kPageBytes - 1) & ~(kPageBytes - 1);
  if (rounded < bytes) {
    errno = ENOMEM;
    return nullptr;
  }
  return EmulatedMemalign(kPageBytes, rounded);
}

size_t EmulatedUsableSize(void* /*block*/) { return 0; }

void EmulatedFreeSized(void* block, size_t /*size*/) { g_family->free(block); }

void EmulatedFreeAlignedSized(void* block, size_t /*alignment*/,
                              size_t /*size*/) {
  g_family->free(block);
}

const void* BaseOf(const void* function) {
  Dl_info info = {};
  return dladdr(function, &info) != 0 ? info.dli_fbase : nullptr;
}

// The next definition of `name`, if the object at `base` has it; null: of any.
template <typename Function>
void Find(const char* name, const void* base, Function* function,
          Function emulated) {
  void* symbol = dlsym(RTLD_NEXT, name);
  const bool same_family =
      symbol != nullptr && (base == nullptr || BaseOf(symbol) == base);
  *function = same_family ? reinterpret_cast<Function>(symbol) : emulated;
}

void FindAll(const void* base, RealAllocator* real) {
  Find("free", base, &real->free, {});
  Find("calloc", base, &real->calloc, {});
  Find("realloc", base, &real->realloc, {});
  Find("posix_memalign", base, &real->posix_memalign, {});
  Find("reallocarray", base, &real->reallocarray, EmulatedReallocArray);
  Find("memalign", base, &real->memalign, EmulatedMemalign);
  Find("aligned_alloc", base, &real->aligned_alloc, EmulatedMemalign);
  Find("valloc", base, &real->valloc, EmulatedValloc);
  Find("pvalloc", base, &real->pvalloc, EmulatedPvalloc);
  Find("malloc_usable_size", base, &real->malloc_usable_size,
       EmulatedUsableSize);
  Find("free_sized", base, &real->free_sized, EmulatedFreeSized);
  Find("free_aligned_sized", base, &real->free_aligned_sized,
       EmulatedFreeAlignedSized);
}

bool IsComplete(const RealAllocator& real) {
  return real.free != nullptr && real.calloc != nullptr &&
         real.realloc != nullptr && real.posix_memalign != nullptr;
}

constexpr const char* kOperatorNames[kOperatorForms] = {
    "_Znwm",
    "_Znam",
    "_ZnwmRKSt9nothrow_t",
    "_ZnamRKSt9nothrow_t",
    "_ZnwmSt11align_val_t",
    "_ZnamSt11align_val_t",
    "_ZnwmSt11align_val_tRKSt9nothrow_t",
    "_ZnamSt11align_val_tRKSt9nothrow_t",
    "_ZdlPv",
    "_ZdaPv",
    "_ZdlPvRKSt9nothrow_t",
    "_ZdaPvRKSt9nothrow_t",
    "_ZdlPvm",
    "_ZdaPvm",
    "_ZdlPvSt11align_val_t",
    "_ZdaPvSt11align_val_t",
    "_ZdlPvSt11align_val_tRKSt9nothrow_t",
    "_ZdaPvSt11align_val_tRKSt9nothrow_t",
    "_ZdlPvmSt11align_val_t",
    "_ZdaPvmSt11align_val_t",
};

}  // namespace

Family ResolveRealAllocator(RealAllocator* real) {
  real->malloc =
      reinterpret_cast<void* (*)(size_t)>(dlsym(RTLD_NEXT, "malloc"));
  if (real->malloc == nullptr) return Family::kNone;
  g_family = real;
  FindAll(BaseOf(reinterpret_cast<const void*>(real->malloc)), real);
  const bool is_whole = IsComplete(*real);
  if (!is_whole) FindAll(nullptr, real);
  real->dlclose = reinterpret_cast<int (*)(void*)>(dlsym(RTLD_NEXT, "dlclose"));
  ForgetDlError();
  if (is_whole) return Family::kWhole;
  return IsComplete(*real) ? Family::kMixed : Family::kNone;
}

void ResolveRealOperators(RealOperators* operators) {
  for (int form = 0; form < kOperatorForms; ++form) {
    operators->form[form] = dlsym(RTLD_NEXT, kOperatorNames[form]);
  }
  const void* new_provider = BaseOf(operators->form[kNew]);
  const void* malloc_provider = BaseOf(dlsym(RTLD_NEXT, "malloc"));
  operators->bypasses_malloc =
      operators->form[kNew] != nullptr && new_provider == malloc_provider;
  ForgetDlError();
}

void ForgetDlError() {
  // One that succeeds drops the error of the one before.
  static_cast<void>(dlsym(RTLD_DEFAULT, "malloc"));
}

const char* ProviderOf(const void* function) {
  Dl_info info = {};
  if (function == nullptr || dladdr(function, &info) == 0) return "";
  return info.dli_fname != nullptr ? info.dli_fname : "";
}

}  // namespace leaktrace::sys
