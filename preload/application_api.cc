// The functions behind include/leaktrace/leaktrace.h.
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "preload/application_notes.h"
#include "preload/runtime.h"
#include "preload/tracking/call_site.h"

namespace leaktrace {
namespace {

std::string_view ViewOf(const char* text) {
  return text != nullptr ? std::string_view(text) : std::string_view();
}

}  // namespace
}  // namespace leaktrace

using leaktrace::g_application_notes;
using leaktrace::g_runtime;
using leaktrace::g_thread_state;

extern "C" {

[[gnu::visibility("default")]] int leaktrace_take_snapshot() {
  return g_runtime.TakeSnapshot(leaktrace::SnapshotReason::kRequest);
}

[[gnu::visibility("default")]] int leaktrace_set_mark(const char* name) {
  g_application_notes.SetMark(leaktrace::ViewOf(name));
  return g_runtime.TakeSnapshot(leaktrace::SnapshotReason::kMark);
}

[[gnu::visibility("default")]] void leaktrace_add_work(uint64_t units) {
  g_application_notes.AddWork(units);
}

[[gnu::visibility("default")]] uint32_t leaktrace_set_label(const char* label) {
  uint8_t& current = g_thread_state.annotation.label;
  const uint32_t previous = current;
  current = g_application_notes.names.labels.Intern(leaktrace::ViewOf(label));
  return previous;
}

[[gnu::visibility("default")]] void leaktrace_restore_label(uint32_t previous) {
  g_thread_state.annotation.label = static_cast<uint8_t>(previous);
}

[[gnu::visibility("default")]] void leaktrace_record_block(const char* pool,
                                                           const void* block,
                                                           size_t bytes) {
  if (leaktrace::Sampler::SkipUnsampled(&g_thread_state, bytes)) return;
  g_runtime.EnsureStarted();
  leaktrace::Annotation& annotation = g_thread_state.annotation;
  const leaktrace::Annotation before = annotation;
  annotation.pool =
      g_application_notes.names.pools.Intern(leaktrace::ViewOf(pool));
  annotation.untracked = 0;  // the pool's own memory is; its blocks are not
  g_runtime.Record(bytes, leaktrace::CallerOfThisFunction(),
                   [block] { return block; });
  annotation = before;
}

[[gnu::visibility("default")]] void leaktrace_forget_block(const void* block) {
  if (!g_runtime.tracker.filter().MayContain(block)) return;
  leaktrace::LiveRecord record;
  g_runtime.tracker.OnFree(block, &record);
}

[[gnu::visibility("default")]] void leaktrace_enter_untracked() {
  ++g_thread_state.annotation.untracked;
}

[[gnu::visibility("default")]] void leaktrace_leave_untracked() {
  --g_thread_state.annotation.untracked;
}

}  // extern "C"
