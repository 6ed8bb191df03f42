#include "preload/runtime.h"

#include <dlfcn.h>
#include <pthread.h>
#include <sys/auxv.h>
#include <unistd.h>

#include <cerrno>

#include "preload/allocator_probe.h"
#include "preload/application_notes.h"
#include "preload/bootstrap.h"
#include "preload/foreign_allocators.h"
#include "preload/preload_environment.h"
#include "preload/snapshot/raw_time.h"
#include "preload/sys/errno_saver.h"
#include "preload/sys/raw_log.h"
#include "preload/sys/syscalls.h"
#include "preload/table_budget.h"
#include "preload/tracking/stack_reader.h"

namespace leaktrace {
namespace {

// A forked child that lives shorter than this gets no thread.
constexpr uint64_t kChildPatienceNs = 1'000'000'000;

uint64_t IntervalInForce() {
  return g_runtime.tracker.sampler().interval_bytes();
}
uint64_t WorkDone() { return g_application_notes.work(); }
std::string_view NewestMark() { return g_application_notes.mark(); }
uint64_t ThreadTableBytes() {
  return g_runtime.tracker.exact_threads().UsedBytes();
}
uint32_t UnloadEpoch() { return g_runtime.tracker.unload_epoch(); }
bool SetInterval(uint64_t interval_bytes) {
  return g_runtime.tracker.SetInterval(interval_bytes);
}
void SetPaused(bool paused) { g_runtime.tracker.SetPaused(paused); }
bool IsPaused() { return g_runtime.tracker.paused(); }

}  // namespace

constinit Runtime g_runtime(bootstrap::kAllocator);

void Runtime::Disable(const char* why, const char* detail) {
  sys::Warn(why, detail);
  state_.store(State::kDisabled, std::memory_order_release);
}

void Runtime::Start() {
  // In the loader, before libc itself is set up.
  if (environ == nullptr) return;
  State expected = State::kUninitialised;
  if (!state_.compare_exchange_strong(expected, State::kStarting,
                                      std::memory_order_acq_rel)) {
    return;
  }
  const sys::ErrnoSaver errno_saver;
  sys::InitLog();
  // dlsym may allocate: those calls come back here and are passed through.
  const HookScope scope(&g_thread_state, HookScope::kForEver);
  static constinit sys::RealAllocator resolved;
  const sys::Family family = sys::ResolveRealAllocator(&resolved);
  if (family == sys::Family::kNone) {
    return Disable("no usable malloc behind us; not tracing", "");
  }
  // Forms of the same provider, or a sanitizer would see mixed families.
  sys::ResolveRealOperators(&operators);
  real = resolved;
  if (family == sys::Family::kMixed) {
    return Disable(
        "malloc and its relatives are of several objects; not tracing;"
        " malloc is of ",
        sys::ProviderOf(reinterpret_cast<const void*>(real.malloc)));
  }
  if (IsSanitizerInProcess()) {
    return Disable("a sanitizer owns this program's malloc; not tracing", "");
  }
  // Our settings come from whoever started a program with more rights than he
  // has: no files by his wish.
  if (getauxval(AT_SECURE) != 0) {
    return Disable("a setuid program; not tracing", "");
  }
  options_ = ReadOptions(environ);
  if (!StartTracking()) {
    return Disable("no memory for the tables; not tracing", "");
  }
  // Release: partner of the acquire in EnsureStarted and OnAllocation.
  state_.store(State::kRunning, std::memory_order_release);
}

bool Runtime::StartTracking() {
  void** stack_end =
      static_cast<void**>(dlsym(RTLD_DEFAULT, "__libc_stack_end"));
  if (stack_end != nullptr) {
    StackReader::SetMainStackEnd(reinterpret_cast<uintptr_t>(*stack_end));
  }
  TrackerConfig config = TrackerConfigFrom(options_);
  if (options_.name_threads) {
    config.thread_names = &g_application_notes.names.threads;
  }
  if (!tracker.Init(config)) return false;
  tracker.SetPaused(options_.start_paused);
  fork_page_.Init();
  ConfigureService();
  return true;
}

void Runtime::ConfigureService() {
  if (InitAllocatorProbe(real)) lone_.Init();
  SnapshotConfig config;
  config.stacks = &tracker.stacks();
  config.live = &tracker.live();
  config.counters = &tracker.counters();
  config.clock = &tracker.clock();
  config.interval_bytes = IntervalInForce;
  config.unload_epoch = UnloadEpoch;
  config.work = WorkDone;
  config.thread_table_bytes = ThreadTableBytes;
  config.mark = NewestMark;
  config.annotations = &g_application_notes.names;
  config.set_interval = SetInterval;
  config.set_paused = SetPaused;
  config.is_paused = IsPaused;
  config.starts_by_itself =
      options_.start_after_ns != 0 || options_.start_rss_bytes != 0;
  config.start_after_ns = options_.start_after_ns;
  config.start_rss_bytes = options_.start_rss_bytes;
  config.read_allocator = ReadAllocatorStatistics;
  config.base_interval_bytes = tracker.sampler().base_interval_bytes();
  config.base_directory = options_.directory;
  config.unwinder = UnwinderName(tracker.unwinder());
  config.provider_malloc =
      sys::ProviderOf(reinterpret_cast<const void*>(real.malloc));
  config.provider_new = sys::ProviderOf(operators.form[sys::kNew]);
  shadowing_ = ProviderBeforeUs();
  config.provider_shadowing = shadowing_;
  config.period_ns = options_.every_ns;
  config.rss_step_bytes = options_.rss_step_bytes;
  config.retention_bytes = options_.retain_bytes;
  service_.Configure(config);
}

void Runtime::ReadAllocatorStatistics(AllocatorStatistics* statistics) {
  g_runtime.allocator_query_.Read(statistics);
}

void Runtime::OnLoad() {
  EnsureStarted();
  if (state_.load(std::memory_order_acquire) != State::kRunning) return;
  const sys::ErrnoSaver errno_saver;
  sys::EnableLog(options_.verbose);
  if (options_.invalid_name != nullptr) {
    sys::Warn("not understood, using the default: ", options_.invalid_name);
  }
  if (shadowing_ != nullptr) {
    sys::Warn("sees no allocation: the program takes malloc from ", shadowing_);
  }
  if (options_.follow != Follow::kExec) {
    RemoveFromPreload(environ, sys::ProviderOf(&g_runtime));
  }
  pthread_atfork(nullptr, nullptr, AfterForkInChild);
  if (thread_.Start()) thread_.AwaitSetUp();
}

bool Runtime::StopThread() {
  return state_.load(std::memory_order_acquire) == State::kRunning &&
         thread_.Stop();
}

void Runtime::RestartThread() { thread_.Restart(); }

void Runtime::AfterForkInChild() {
  Runtime& self = g_runtime;
  if (self.state_.load(std::memory_order_relaxed) != State::kRunning) return;
  if (!self.fork_page_.NoteFork()) return;
  // The short way of exact mode does not look at the state.
  self.settled_.store(false, std::memory_order_relaxed);
  if (self.options_.follow == Follow::kNone) {
    self.state_.store(State::kDisabled, std::memory_order_relaxed);
    return;
  }
  const sys::ErrnoSaver errno_saver;
  self.service_.ForkChildReset();
  self.thread_.Forget();
  self.lone_.Forget();
  self.allocator_query_.ForkChildReset();
  self.recorded_.store(false, std::memory_order_relaxed);
  self.fork_time_ns_ = NowNanoseconds(CLOCK_MONOTONIC);
  self.thread_pending_.store(true, std::memory_order_relaxed);
}

void Runtime::StartThreadOfChild() {
  if (NowNanoseconds(CLOCK_MONOTONIC) - fork_time_ns_ < kChildPatienceNs) {
    return;
  }
  if (!thread_pending_.exchange(false, std::memory_order_relaxed)) return;
  const sys::ErrnoSaver errno_saver;
  thread_.Start();
}

void Runtime::OnAllocation(const void* block, uint64_t size_bytes,
                           CallSite site) {
  ThreadState* const thread = &g_thread_state;
  if (MayTakeShortWay(*thread)) {
    return tracker.OnExactAllocation(thread, block, size_bytes, site);
  }
  const State state = state_.load(std::memory_order_acquire);
  if (state == State::kRunning) [[likely]] {
    if (fork_page_.IsWiped()) [[unlikely]] {
      AfterForkInChild();
    }
    tracker.OnAllocation(thread, block, size_bytes, site);
    if (!settled_.load(std::memory_order_relaxed)) Settle(*thread);
  } else if (state == State::kDisabled) {
    // From now on this thread takes the fast path for ever.
    thread->bytes_until_sample = UINT64_MAX;
  } else {
    tracker.counters().Add(Counter::kBeforeStart);
  }
}

void Runtime::Settle(const ThreadState& thread) {
  recorded_.store(true, std::memory_order_relaxed);
  if (!thread_pending_.load(std::memory_order_relaxed)) {
    // Before the look at the question: who asks afterwards clears it again.
    settled_.store(true);
    allocator_query_.Answer();
  } else if (thread.hook_sp == 0) {
    StartThreadOfChild();
  }
}

int Runtime::TakeSnapshot(SnapshotReason reason) {
  if (state_.load(std::memory_order_acquire) != State::kRunning) return ENOSYS;
  const sys::ErrnoSaver errno_saver;
  allocator_query_.Refresh();
  return service_.RequestSnapshot(reason).error;
}

void Runtime::BeforeUnload() {
  if (state_.load(std::memory_order_acquire) != State::kRunning) return;
  // The module's name and build-id are known only while it is mapped.
  service_.UpdateModules();
}

void Runtime::AfterUnload() { tracker.OnModuleUnloaded(); }

void Runtime::OnExit() {
  if (state_.load(std::memory_order_acquire) != State::kRunning) return;
  if (fork_page_.IsWiped()) AfterForkInChild();
  // A child that shares our memory, made by clone: the series goes on.
  if (static_cast<uint32_t>(sys::Syscall(SYS_getpid)) != service_.pid()) return;
  // A forked child that did nothing of note leaves no files.
  const bool is_child = fork_time_ns_ != 0;
  if (is_child && !recorded_.load(std::memory_order_relaxed)) return;
  const sys::ErrnoSaver errno_saver;
  const HookScope scope(&g_thread_state, HookScope::kForEver);
  allocator_query_.Refresh();
  service_.TakeFinalSnapshot();
}

}  // namespace leaktrace

[[gnu::constructor]] static void OnLibraryLoad() {
  leaktrace::g_runtime.OnLoad();
}

[[gnu::destructor]] static void OnLibraryUnload() {
  leaktrace::g_runtime.OnExit();
}
