#include "preload/snapshot/snapshot_service.h"

#include <algorithm>
#include <cerrno>

#include "preload/snapshot/processor_wait.h"
#include "preload/snapshot/raw_time.h"
#include "preload/snapshot/small_file.h"
#include "preload/snapshot/snapshot_facts.h"
#include "preload/snapshot/snapshot_file.h"
#include "preload/snapshot_format.h"
#include "preload/sys/raw_log.h"
#include "preload/sys/syscalls.h"

namespace leaktrace {
namespace {

constexpr size_t kFileBufferBytes = 64u << 10;
constexpr size_t kTextBytes = 8u << 10;  // one file of /proc
constexpr uint32_t kFinalPatienceMs = 1000;
// A directory may be removed between its opening and the file's; whoever
// removes a tree in several passes can do that more than once.
constexpr int kRemovedTries = 4;

std::string_view ViewOf(const char* text) {
  return text == nullptr ? std::string_view() : std::string_view(text);
}

}  // namespace

bool SnapshotService::Configure(const SnapshotConfig& config) {
  config_ = config;
  period_ns_ = config.period_ns;
  waits_for_start_ = config.starts_by_itself;
  identity_.Read();
  const bool has_scratch = ReserveScratch();
  const char* const base = config.base_directory != nullptr
                               ? config.base_directory
                               : format::kDefaultDirectory;
  return directory_.Configure(base, NameOfSeries()) && has_scratch;
}

bool SnapshotService::ReserveScratch() {
  modules_.Init();  // without it frames have no mapping
  return file_buffer_.Reserve(kFileBufferBytes) &&
         facts_.Reserve(kMaxFactsBytes) && text_.Reserve(kTextBytes) &&
         reply_.Reserve(kMaxFactsBytes) && loop_text_.Reserve(kTextBytes);
}

SeriesName SnapshotService::NameOfSeries() const {
  return {identity_.executable_name(), identity_.host, identity_.pid,
          identity_.start_time_ns / kNanosecondsPerMillisecond};
}

bool SnapshotService::TryLock() {
  // Acquire: matched by the release in Unlock.
  return locked_.exchange(1, std::memory_order_acquire) == 0;
}

void SnapshotService::Unlock() { locked_.store(0, std::memory_order_release); }

bool SnapshotService::LockWithin(uint32_t patience_ms) {
  for (uint32_t waited_ms = 0; !TryLock(); ++waited_ms) {
    if (waited_ms >= patience_ms) return false;
    NapMilliseconds(1);
  }
  return true;
}

SnapshotTables SnapshotService::Tables() {
  return {config_.stacks, config_.live, config_.counters, &modules_,
          config_.annotations};
}

uint64_t SnapshotService::IntervalBytes() const {
  const uint64_t interval_bytes = config_.interval_bytes != nullptr
                                      ? config_.interval_bytes()
                                      : config_.base_interval_bytes;
  return std::max<uint64_t>(interval_bytes, 1);
}

uint32_t SnapshotService::UnloadEpoch() const {
  return config_.unload_epoch != nullptr ? config_.unload_epoch() : 0;
}

bool SnapshotService::UpdateModules() { return modules_.Update(UnloadEpoch()); }

AllocatorStatistics SnapshotService::ReadAllocatorStatistics() const {
  AllocatorStatistics statistics;
  if (config_.read_allocator != nullptr) config_.read_allocator(&statistics);
  return statistics;
}

SnapshotContext SnapshotService::MakeContext(
    std::span<char> scratch, const AllocatorStatistics& allocator) {
  SnapshotContext context;
  context.pid = identity_.pid;
  context.sequence = next_sequence_.load(std::memory_order_relaxed);
  context.time_ns = NowNanoseconds(CLOCK_REALTIME);
  context.start_time_ns = identity_.start_time_ns;
  context.uptime_ns =
      NowNanoseconds(CLOCK_MONOTONIC) - identity_.start_monotonic_ns;
  context.waited_ns = ReadProcessorWait(ReadSmallFile);
  context.previous_write_ns =
      previous_write_ns_.load(std::memory_order_relaxed);
  context.base_interval_bytes = config_.base_interval_bytes;
  context.interval_bytes = IntervalBytes();
  if (config_.work != nullptr) context.work = config_.work();
  if (config_.thread_table_bytes != nullptr) {
    context.thread_table_bytes = config_.thread_table_bytes();
  }
  if (config_.mark != nullptr) context.mark = config_.mark();
  context.birth_base = birth_base_;
  context.unload_epoch = UnloadEpoch();
  context.executable = identity_.executable_path();
  context.host = identity_.host;
  context.unwinder = ViewOf(config_.unwinder);
  context.provider_malloc = ViewOf(config_.provider_malloc);
  context.provider_new = ViewOf(config_.provider_new);
  context.provider_shadowing = ViewOf(config_.provider_shadowing);
  context.memory = ReadProcessMemory(ReadSmallFile, config_.read_pss, scratch);
  context.allocator = allocator;
  return context;
}

SnapshotResult SnapshotService::TakeSnapshot(SnapshotReason reason) {
  const AllocatorStatistics allocator = ReadAllocatorStatistics();
  if (!TryLock()) return {EBUSY, 0};
  const SnapshotResult result = TakeLocked(reason, allocator);
  Unlock();
  return result;
}

bool SnapshotService::AskThread(SnapshotReason reason, SnapshotResult* result) {
  // Acquire: matched by RunLoop.
  if (!has_thread_.load(std::memory_order_acquire)) return false;
  if (!errand_.Post(reason)) return false;
  if (!wake_.Wake() && errand_.Withdraw()) return false;
  return errand_.Wait(result, {});
}

bool SnapshotService::Retire() {
  if (!has_thread_.load(std::memory_order_acquire)) return false;
  Stop();
  if (wake_.Wake()) return true;
  stopping_.store(false, std::memory_order_relaxed);
  return false;
}

void SnapshotService::ComeBack() {
  wake_.Close();
  stopping_.store(false, std::memory_order_relaxed);
}

SnapshotResult SnapshotService::RequestSnapshot(SnapshotReason reason) {
  SnapshotResult result;
  return AskThread(reason, &result) ? result : TakeSnapshot(reason);
}

void SnapshotService::TakeFinalSnapshot() {
  SnapshotResult result;
  if (AskThread(SnapshotReason::kExit, &result)) return;
  TakeLast({});
}

SnapshotResult SnapshotService::TakeLast(const AllocatorStatistics& allocator) {
  Stop();
  if (!LockWithin(kFinalPatienceMs)) return {EBUSY, 0};
  const SnapshotResult result = TakeLocked(SnapshotReason::kExit, allocator);
  if (directory_.generation() != 0) {
    const int directory_fd = directory_.Open();
    if (directory_fd >= 0) ControlSocket::Unlink(directory_fd);
  }
  // The lock is kept: this was the last one.
  return result;
}

SnapshotResult SnapshotService::TakeLocked(
    SnapshotReason reason, const AllocatorStatistics& allocator) {
  if (config_.clock == nullptr || loop_text_.size() == 0) return {ENOMEM, 0};
  const uint64_t begin_ns = NowNanoseconds(CLOCK_MONOTONIC);
  // Births recorded from here on belong to the next snapshot; the number is
  // used up even if this one cannot be written.
  const uint32_t ended = config_.clock->Advance() - birth_base_;
  const uint32_t sequence =
      std::max(ended, next_sequence_.load(std::memory_order_relaxed));
  SnapshotContext context = MakeContext(text_.span(), allocator);
  context.sequence = sequence;
  context.reason = reason;
  context.mappings = mappings_.Look(NowNanoseconds(CLOCK_MONOTONIC),
                                    context.memory.rss_bytes, text_.span());
  next_sequence_.store(sequence + 1, std::memory_order_relaxed);
  last_rss_bytes_.store(context.memory.rss_bytes, std::memory_order_relaxed);
  int error = ENOENT;
  for (int i = 0; i < kRemovedTries && error == ENOENT; ++i) {
    error = WriteToDirectory(context);
  }
  if (error != 0) CountFailure(error);
  previous_write_ns_.store(NowNanoseconds(CLOCK_MONOTONIC) - begin_ns,
                           std::memory_order_relaxed);
  return {error, sequence};
}

int SnapshotService::WriteToDirectory(const SnapshotContext& context) {
  const int directory_fd = directory_.Open();
  if (list_generation_ != directory_.generation()) {
    list_.Clear();  // a new directory is empty
    list_generation_ = directory_.generation();
  }
  const int error =
      directory_fd < 0 ? -directory_fd : WriteFile(directory_fd, context);
  scratch_.Clear();
  return error;
}

int SnapshotService::WriteFile(int directory_fd,
                               const SnapshotContext& context) {
  SnapshotFile file(directory_fd, context.sequence);
  if (const int error = file.Create(); error != 0) return error;
  TextBuffer facts(facts_.span());
  AppendFacts(context, Tables(), &facts);
  sys::FileWriter output(file.fd(), file_buffer_.span());
  const SnapshotTables tables = Tables();
  SnapshotWriter(tables, context, scratch_, output).Write(facts.view());
  if (const int error = file.Finish(&output); error != 0) return error;
  snapshots_written_.fetch_add(1, std::memory_order_relaxed);
  const StoredSnapshot stored = {output.size_bytes(), context.sequence};
  if (!list_.Add(stored, config_.retention_bytes, directory_fd)) {
    config_.counters->Add(Counter::kSnapshotBytesLost);
  }
  return 0;
}

void SnapshotService::CountFailure(int error) {
  config_.counters->Add(Counter::kSnapshotFailed);
  if (failure_was_logged_) return;
  failure_was_logged_ = true;
  char storage[192];
  TextBuffer detail(storage);
  detail.Add("errno ").AddDecimal(static_cast<uint64_t>(error)).Add(" in ");
  detail.Add(directory_.base()).Add(" as user ");
  detail.AddDecimal(static_cast<uint64_t>(sys::Syscall(SYS_geteuid)));
  sys::Warn("cannot write a snapshot; set LEAKTRACE_DIR to where it can: ",
            detail.c_str());
}

void SnapshotService::ForkChildReset() {
  // A snapshot of the parent was under way: its scratch may be half changed.
  if (!TryLock()) scratch_.Forget();
  modules_.ForkChildReset();
  control_.Close();
  control_generation_ = 0;
  wake_.Close();
  errand_.ForkChildReset();
  has_thread_.store(false, std::memory_order_relaxed);
  identity_.Read();
  directory_.ForkChildReset(NameOfSeries());
  list_.Clear();
  stopping_.store(false, std::memory_order_relaxed);
  snapshots_written_.store(0, std::memory_order_relaxed);
  next_sequence_.store(0, std::memory_order_relaxed);
  previous_write_ns_.store(0, std::memory_order_relaxed);
  mappings_.Reset();
  if (config_.clock != nullptr) birth_base_ = config_.clock->Now();
  Unlock();
}

}  // namespace leaktrace
