// Owner of everything that turns the tables into files: when to take a
// snapshot, where it goes, what it replaces, and who may ask for one.
//
// Thread safety: RunLoop on one thread, which has all signals blocked.
// TakeSnapshot, TakeFinalSnapshot and UpdateModules on any thread; of several
// at once one works, the others return. ForkChildReset in a child that has one
// thread. No heap; errno untouched; zero bytes are a valid, idle service.
//
// Life: Configure, then RunLoop on the background thread, then
// TakeFinalSnapshot from the thread that exits, after which there is no other.
#ifndef LEAKTRACE_PRELOAD_SNAPSHOT_SNAPSHOT_SERVICE_H_
#define LEAKTRACE_PRELOAD_SNAPSHOT_SNAPSHOT_SERVICE_H_

#include <atomic>
#include <cstdint>
#include <string_view>

#include "preload/snapshot/control_socket.h"
#include "preload/snapshot/mapping_survey.h"
#include "preload/snapshot/memory_headroom.h"
#include "preload/snapshot/module_map.h"
#include "preload/snapshot/process_identity.h"
#include "preload/snapshot/reserved_array.h"
#include "preload/snapshot/retention.h"
#include "preload/snapshot/series_directory.h"
#include "preload/snapshot/snapshot_config.h"
#include "preload/snapshot/snapshot_context.h"
#include "preload/snapshot/snapshot_errand.h"
#include "preload/snapshot/snapshot_writer.h"
#include "preload/snapshot/wake_channel.h"

namespace leaktrace {

class SnapshotService {
 public:
  constexpr SnapshotService() = default;
  SnapshotService(const SnapshotService&) = delete;
  SnapshotService& operator=(const SnapshotService&) = delete;

  // Before all others. False: no memory, or an impossible directory; then
  // every snapshot fails. Touches no file.
  bool Configure(const SnapshotConfig& config);

  // Before the thread of RunLoop is started, by another one: lets the methods
  // below wake it. Optional.
  void OpenWakeChannel() { wake_.Open(); }
  // First thing on the thread of RunLoop: it gets descriptors of its own
  // (private_files.h) and opens the directory, before the application can
  // change its root. Optional.
  void SetUpThread();
  // Serves requests and takes snapshots until Stop or TakeFinalSnapshot, which
  // it notices within kMaxWaitMs.
  void RunLoop();
  void Stop() { stopping_.store(true, std::memory_order_release); }
  // Makes RunLoop end soon, not for good: it may be run again, on another
  // thread, after ComeBack. False: it cannot be woken, and goes on.
  bool Retire();
  void ComeBack();

  // By this thread, here and now.
  SnapshotResult TakeSnapshot(SnapshotReason reason);
  // By the thread of RunLoop if there is one; waits for it.
  SnapshotResult RequestSnapshot(SnapshotReason reason);
  // The last one, with reason exit; removes the control socket. Left to the
  // thread of RunLoop where possible. Waits at most a second for it to begin,
  // or for a snapshot that is being taken, and ten for its end.
  void TakeFinalSnapshot();

  // Before each real dlclose. False: busy, the look was not taken.
  bool UpdateModules();

  // The process that Configure or ForkChildReset last saw.
  uint32_t pid() const { return identity_.pid; }

  // In a forked child, before anything else there: forgets the parent's files,
  // starts a series of its own with sequence 0. RunLoop may be started anew.
  void ForkChildReset();

  // The reply to a status request: "ok\n" and facts.
  void AppendStatus(TextBuffer* reply);

  static constexpr uint32_t kMaxWaitMs = 5000;

 private:
  bool TryLock();
  void Unlock();
  bool LockWithin(uint32_t patience_ms);
  bool ReserveScratch();
  SeriesName NameOfSeries() const;
  SnapshotTables Tables();
  uint64_t IntervalBytes() const;
  uint32_t UnloadEpoch() const;
  AllocatorStatistics ReadAllocatorStatistics() const;
  SnapshotContext MakeContext(std::span<char> scratch,
                              const AllocatorStatistics& allocator);
  SnapshotResult TakeLocked(SnapshotReason reason,
                            const AllocatorStatistics& allocator);
  SnapshotResult TakeLast(const AllocatorStatistics& allocator);
  bool AskThread(SnapshotReason reason, SnapshotResult* result);
  int WriteToDirectory(const SnapshotContext& context);
  int WriteFile(int directory_fd, const SnapshotContext& context);
  void CountFailure(int error);

  void EnsureControl();
  uint32_t WaitMilliseconds(const MemoryHeadroom& headroom) const;
  void WaitForRequest(uint32_t wait_ms);
  void ServeErrand();
  void StartIfDue(const MemoryHeadroom& headroom);
  void TakeIfDue(const MemoryHeadroom& headroom);
  bool RssHasRisen(const MemoryHeadroom& headroom) const;
  static void HandleRequest(void* self, std::string_view request,
                            TextBuffer* reply);
  void AppendSnapshotReply(TextBuffer* reply);
  void SetPaused(bool paused, TextBuffer* reply);
  void SetInterval(uint64_t interval_bytes, TextBuffer* reply);
  void SetPeriod(uint64_t period_ns, TextBuffer* reply);

  std::atomic<uint32_t> locked_ = 0;  // holder may take a snapshot
  std::atomic<bool> stopping_ = false;
  std::atomic<bool> has_thread_ = false;
  SnapshotErrand errand_;
  WakeChannel wake_;
  std::atomic<uint64_t> snapshots_written_ = 0;
  std::atomic<uint64_t> last_rss_bytes_ = 0;
  SnapshotConfig config_;
  ProcessIdentity identity_;
  ModuleMap modules_;

  // Under the lock.
  SeriesDirectory directory_;
  SnapshotList list_;
  uint32_t list_generation_ = 0;  // of the directory the list is about
  SnapshotScratch scratch_;
  ReservedArray<char> file_buffer_;
  ReservedArray<char> facts_;
  ReservedArray<char> text_;
  MappingSurvey mappings_;
  uint32_t birth_base_ = 0;
  std::atomic<uint32_t> next_sequence_ = 0;
  std::atomic<uint64_t> previous_write_ns_ = 0;
  bool failure_was_logged_ = false;

  // Of the loop's thread.
  uint64_t period_ns_ = 0;
  uint64_t period_began_ns_ = 0;  // CLOCK_MONOTONIC
  bool waits_for_start_ = false;
  ControlSocket control_;
  uint32_t control_generation_ = 0;  // of the directory it was bound in
  ReservedArray<char> reply_;
  ReservedArray<char> loop_text_;
};

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_SNAPSHOT_SNAPSHOT_SERVICE_H_
