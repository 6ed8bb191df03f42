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
#include "preload/snapshot/module_map.h"
#include "preload/snapshot/process_identity.h"
#include "preload/snapshot/reserved_array.h"
#include "preload/snapshot/retention.h"
#include "preload/snapshot/series_directory.h"
#include "preload/snapshot/snapshot_config.h"
#include "preload/snapshot/snapshot_context.h"
#include "preload/snapshot/snapshot_writer.h"

namespace leaktrace {

struct SnapshotResult {
  int error = 0;  // errno; EBUSY: another thread is taking one, or the last
  uint32_t sequence = 0;
};

class SnapshotService {
 public:
  constexpr SnapshotService() = default;
  SnapshotService(const SnapshotService&) = delete;
  SnapshotService& operator=(const SnapshotService&) = delete;

  // Before all others. False: no memory, or an impossible directory; then
  // every snapshot fails. Touches no file.
  bool Configure(const SnapshotConfig& config);

  // Serves requests and takes snapshots until Stop or TakeFinalSnapshot, which
  // it notices within kMaxWaitMs.
  void RunLoop();
  void Stop() { stopping_.store(true, std::memory_order_release); }

  SnapshotResult TakeSnapshot(SnapshotReason reason);
  // The last one, with reason exit; removes the control socket. Waits at most
  // a second for one that is being taken, then gives up.
  void TakeFinalSnapshot();

  // Before each real dlclose. False: busy, the look was not taken.
  bool UpdateModules();

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
  SnapshotContext MakeContext(std::span<char> scratch);
  SnapshotResult TakeLocked(SnapshotReason reason);
  int WriteFile(int directory_fd, const SnapshotContext& context);
  void CountFailure(int error);

  void EnsureControl();
  uint32_t WaitMilliseconds(uint64_t due_ns) const;
  void WaitForRequest(uint32_t wait_ms);
  void TakeIfDue(uint64_t* due_ns);
  bool RssHasRisen() const;
  static void HandleRequest(void* self, std::string_view request,
                            TextBuffer* reply);
  void AppendSnapshotReply(TextBuffer* reply);

  std::atomic<uint32_t> locked_ = 0;  // holder may take a snapshot
  std::atomic<bool> stopping_ = false;
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
  uint32_t birth_base_ = 0;
  std::atomic<uint32_t> next_sequence_ = 0;
  std::atomic<uint64_t> previous_write_ns_ = 0;
  bool failure_was_logged_ = false;

  // Of the loop's thread.
  ControlSocket control_;
  uint32_t control_generation_ = 0;  // of the directory it was bound in
  ReservedArray<char> reply_;
  ReservedArray<char> loop_text_;
};

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_SNAPSHOT_SNAPSHOT_SERVICE_H_
