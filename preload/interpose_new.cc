// The exported operator new and delete, all eight and twelve forms.
//
// Where the provider's operator new calls malloc (libstdc++, libc++), these are
// jumps, and the malloc inside is what is recorded: nothing counts twice. Where
// it is an entry point of its own (tcmalloc, jemalloc, mimalloc), they record.
// A program without a C++ library (a plug-in may bring one later, invisible to
// dlsym) is served by the C family; when memory is out, that library is looked
// for, because only it can throw bad_alloc.
#include <dlfcn.h>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <new>

#include "preload/runtime.h"
#include "preload/tracking/call_site.h"

extern "C" {
void* malloc(size_t bytes) noexcept;
void free(void* block) noexcept;
void* aligned_alloc(size_t alignment, size_t bytes) noexcept;
}

namespace leaktrace {
namespace {

// C++ asks for a pointer even for nothing.
size_t AtLeastOne(size_t bytes) { return bytes == 0 ? 1 : bytes; }

// Calls the operator new of the C++ library that is loaded out of our sight: it
// tries the new handler and throws. Null only if there is none.
template <typename... Args>
[[gnu::noinline, gnu::cold]] void* OutOfMemory(const char* form, size_t bytes,
                                               Args... args) {
  using Function = void* (*)(size_t, Args...);
  for (const char* name : {"libstdc++.so.6", "libc++abi.so.1", "libc++.so.1"}) {
    void* library = dlopen(name, RTLD_LAZY | RTLD_NOLOAD);
    if (library == nullptr) continue;
    const auto real = reinterpret_cast<Function>(dlsym(library, form));
    // One reference stays: it may be unwound through, or allocate again.
    if (real != nullptr) return real(bytes, args...);
  }
  sys::ForgetDlError();
  return nullptr;
}

// Out of line, so that the usual way stays a handful of instructions.
[[gnu::noinline, gnu::cold]] void* FromCFamily(size_t bytes) {
  // NOLINTNEXTLINE(cppcoreguidelines-no-malloc): this is who serves new.
  void* block = malloc(AtLeastOne(bytes));
  return block != nullptr ? block : OutOfMemory("_Znwm", bytes);
}
[[gnu::noinline, gnu::cold]] void* FromCFamily(size_t bytes,
                                               const std::nothrow_t&) {
  // NOLINTNEXTLINE(cppcoreguidelines-no-malloc): this is who serves new.
  return malloc(AtLeastOne(bytes));
}
[[gnu::noinline, gnu::cold]] void* FromCFamily(size_t bytes,
                                               std::align_val_t alignment) {
  void* block =
      aligned_alloc(static_cast<size_t>(alignment), AtLeastOne(bytes));
  return block != nullptr
             ? block
             : OutOfMemory("_ZnwmSt11align_val_t", bytes, alignment);
}
[[gnu::noinline, gnu::cold]] void* FromCFamily(size_t bytes,
                                               std::align_val_t alignment,
                                               const std::nothrow_t&) {
  return aligned_alloc(static_cast<size_t>(alignment), AtLeastOne(bytes));
}

template <int kForm, typename... Args>
[[gnu::noinline]] void* RecordedNew(size_t bytes, Args... args) {
  using Function = void* (*)(size_t, Args...);
  return g_runtime.Record(bytes, CallerOfThisFunction(), [&] {
    return reinterpret_cast<Function>(g_runtime.operators.form[kForm])(bytes,
                                                                       args...);
  });
}

template <int kForm, typename... Args>
[[gnu::always_inline]] inline void* New(size_t bytes, Args... args) {
  using Function = void* (*)(size_t, Args...);
  void* real = g_runtime.operators.form[kForm];
  if (real == nullptr) return FromCFamily(bytes, args...);
  if (!g_runtime.operators.bypasses_malloc ||
      Sampler::SkipUnsampled(&g_thread_state, bytes)) {
    return reinterpret_cast<Function>(real)(bytes, args...);
  }
  return RecordedNew<kForm, Args...>(bytes, args...);
}

// libstdc++ rounds the size of an aligned block up before it calls the C
// family; what the program asked for is known only here. Null: the real
// operator has to deal with it (new handler, throw), and the C family below it
// records.
void* TryAligned(size_t bytes, std::align_val_t alignment) {
  const auto wanted = static_cast<size_t>(alignment);
  if (!std::has_single_bit(wanted)) return nullptr;
  return g_runtime.real.aligned_alloc(std::max(wanted, sizeof(void*)),
                                      AtLeastOne(bytes));
}

template <int kForm, typename... Args>
void* RealAlignedNew(size_t bytes, std::align_val_t alignment, Args... args) {
  using Function = void* (*)(size_t, std::align_val_t, Args...);
  return reinterpret_cast<Function>(g_runtime.operators.form[kForm])(
      bytes, alignment, args...);
}

template <int kForm, typename... Args>
[[gnu::noinline]] void* RecordedAlignedNew(size_t bytes,
                                           std::align_val_t alignment,
                                           Args... args) {
  g_runtime.EnsureStarted();
  void* block = TryAligned(bytes, alignment);
  if (block == nullptr) {
    return RealAlignedNew<kForm, Args...>(bytes, alignment, args...);
  }
  return g_runtime.Record(bytes, CallerOfThisFunction(),
                          [block] { return block; });
}

template <int kForm, typename... Args>
[[gnu::always_inline]] inline void* NewAligned(size_t bytes,
                                               std::align_val_t alignment,
                                               Args... args) {
  if (g_runtime.operators.form[kForm] == nullptr) {
    return FromCFamily(bytes, alignment, args...);
  }
  if (g_runtime.operators.bypasses_malloc) {
    return New<kForm, std::align_val_t, Args...>(bytes, alignment, args...);
  }
  if (Sampler::SkipUnsampled(&g_thread_state, bytes)) {
    void* block = TryAligned(bytes, alignment);
    if (block != nullptr) return block;
    return RealAlignedNew<kForm, Args...>(bytes, alignment, args...);
  }
  return RecordedAlignedNew<kForm, Args...>(bytes, alignment, args...);
}

[[gnu::noinline]] bool ForgetBlock(void* block) {
  if (g_runtime.tracker.ForgetExact(block)) return true;
  if (g_runtime.bootstrap.Contains(block)) return false;
  LiveRecord record;
  // Before the real delete: afterwards the address may be another thread's.
  g_runtime.tracker.OnFree(block, &record);
  return true;
}

template <int kForm, typename... Args>
[[gnu::noinline]] void RecordedDelete(void* block, Args... args) {
  using Function = void (*)(void*, Args...);
  if (!ForgetBlock(block)) return;
  reinterpret_cast<Function>(g_runtime.operators.form[kForm])(block, args...);
}

template <int kForm, typename... Args>
[[gnu::always_inline]] inline void Delete(void* block, Args... args) {
  using Function = void (*)(void*, Args...);
  void* real = g_runtime.operators.form[kForm];
  // NOLINTNEXTLINE(cppcoreguidelines-no-malloc): this is who serves delete.
  if (real == nullptr) return free(block);
  if (g_runtime.operators.bypasses_malloc &&
      g_runtime.tracker.filter().MayContain(block)) {
    return RecordedDelete<kForm, Args...>(block, args...);
  }
  return reinterpret_cast<Function>(real)(block, args...);
}

}  // namespace
}  // namespace leaktrace

using leaktrace::Delete;
using leaktrace::New;
using leaktrace::NewAligned;
namespace sys = leaktrace::sys;

void* operator new(size_t n) { return New<sys::kNew>(n); }
void* operator new[](size_t n) { return New<sys::kNewArray>(n); }
void* operator new(size_t n, const std::nothrow_t& t) noexcept {
  return New<sys::kNewNothrow, const std::nothrow_t&>(n, t);
}
void* operator new[](size_t n, const std::nothrow_t& t) noexcept {
  return New<sys::kNewArrayNothrow, const std::nothrow_t&>(n, t);
}
void* operator new(size_t n, std::align_val_t a) {
  return NewAligned<sys::kNewAligned>(n, a);
}
void* operator new[](size_t n, std::align_val_t a) {
  return NewAligned<sys::kNewArrayAligned>(n, a);
}
void* operator new(size_t n, std::align_val_t a,
                   const std::nothrow_t& t) noexcept {
  return NewAligned<sys::kNewAlignedNothrow, const std::nothrow_t&>(n, a, t);
}
void* operator new[](size_t n, std::align_val_t a,
                     const std::nothrow_t& t) noexcept {
  return NewAligned<sys::kNewArrayAlignedNothrow, const std::nothrow_t&>(n, a,
                                                                         t);
}

void operator delete(void* p) noexcept { Delete<sys::kDelete>(p); }
void operator delete[](void* p) noexcept { Delete<sys::kDeleteArray>(p); }
void operator delete(void* p, const std::nothrow_t& t) noexcept {
  Delete<sys::kDeleteNothrow, const std::nothrow_t&>(p, t);
}
void operator delete[](void* p, const std::nothrow_t& t) noexcept {
  Delete<sys::kDeleteArrayNothrow, const std::nothrow_t&>(p, t);
}
void operator delete(void* p, size_t n) noexcept {
  Delete<sys::kDeleteSized>(p, n);
}
void operator delete[](void* p, size_t n) noexcept {
  Delete<sys::kDeleteArraySized>(p, n);
}
void operator delete(void* p, std::align_val_t a) noexcept {
  Delete<sys::kDeleteAligned>(p, a);
}
void operator delete[](void* p, std::align_val_t a) noexcept {
  Delete<sys::kDeleteArrayAligned>(p, a);
}
void operator delete(void* p, std::align_val_t a,
                     const std::nothrow_t& t) noexcept {
  Delete<sys::kDeleteAlignedNothrow, std::align_val_t, const std::nothrow_t&>(
      p, a, t);
}
void operator delete[](void* p, std::align_val_t a,
                       const std::nothrow_t& t) noexcept {
  Delete<sys::kDeleteArrayAlignedNothrow, std::align_val_t,
         const std::nothrow_t&>(p, a, t);
}
void operator delete(void* p, size_t n, std::align_val_t a) noexcept {
  Delete<sys::kDeleteSizedAligned>(p, n, a);
}
void operator delete[](void* p, size_t n, std::align_val_t a) noexcept {
  Delete<sys::kDeleteArraySizedAligned>(p, n, a);
}
