// The allocator that would have served the program without us.
//
// The whole C family comes from one provider, the next object after ours that
// defines malloc; of the members it lacks, the rare ones are built from those
// it has, never taken from another heap. operator new and delete come from the
// next object that defines them; null where there is none.
//
// Contract: Resolve may be called from any thread and from inside dlsym; while
// it runs, and after kNone, callers use the bootstrap arena.
#ifndef LEAKTRACE_PRELOAD_SYS_REAL_ALLOCATOR_H_
#define LEAKTRACE_PRELOAD_SYS_REAL_ALLOCATOR_H_

#include <cstddef>
#include <cstdint>

namespace leaktrace::sys {

struct RealAllocator {
  void* (*malloc)(size_t) = nullptr;
  void (*free)(void*) = nullptr;
  void* (*calloc)(size_t, size_t) = nullptr;
  void* (*realloc)(void*, size_t) = nullptr;
  void* (*reallocarray)(void*, size_t, size_t) = nullptr;
  int (*posix_memalign)(void**, size_t, size_t) = nullptr;
  void* (*memalign)(size_t, size_t) = nullptr;
  void* (*aligned_alloc)(size_t, size_t) = nullptr;
  void* (*valloc)(size_t) = nullptr;
  void* (*pvalloc)(size_t) = nullptr;
  size_t (*malloc_usable_size)(void*) = nullptr;
  void (*free_sized)(void*, size_t) = nullptr;
  void (*free_aligned_sized)(void*, size_t, size_t) = nullptr;
  int (*dlclose)(void*) = nullptr;
};

// Indexed by OperatorNew below; same order as the exported forms.
enum OperatorForm {
  kNew,
  kNewArray,
  kNewNothrow,
  kNewArrayNothrow,
  kNewAligned,
  kNewArrayAligned,
  kNewAlignedNothrow,
  kNewArrayAlignedNothrow,
  kDelete,
  kDeleteArray,
  kDeleteNothrow,
  kDeleteArrayNothrow,
  kDeleteSized,
  kDeleteArraySized,
  kDeleteAligned,
  kDeleteArrayAligned,
  kDeleteAlignedNothrow,
  kDeleteArrayAlignedNothrow,
  kDeleteSizedAligned,
  kDeleteArraySizedAligned,
  kOperatorForms,
};

struct RealOperators {
  void* form[kOperatorForms] = {};
  // The provider's operator new is its own entry point and does not call
  // malloc: it must be recorded where it is called.
  bool bypasses_malloc = false;
};

// The functions behind ours, all of the object that has the next malloc.
enum class Family : uint8_t {
  kWhole,
  // That object lacks some: each is the next one there is, as it would be
  // without us. To be called, but not to be tracked: who frees is not known.
  kMixed,
  kNone,  // *real cannot be called
};
Family ResolveRealAllocator(RealAllocator* real);
void ResolveRealOperators(RealOperators* operators);

// After look-ups that may have failed: the application must not find their
// error. Not by dlerror, which translates the message and so takes the lock of
// setlocale; the allocation that we are in may be made under that lock.
void ForgetDlError();

// Path of the object that defines the function; "" if unknown.
const char* ProviderOf(const void* function);

}  // namespace leaktrace::sys

#endif  // LEAKTRACE_PRELOAD_SYS_REAL_ALLOCATOR_H_
