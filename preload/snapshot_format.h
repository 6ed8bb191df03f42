// The published contract between the shim and everything that reads its files:
// sample types, label keys, comment lines, directory and file names. It is the
// only header of preload/ that other rooms may include, and it has no code.
// preload/FORMAT.md explains each item; names change only together with it.
#ifndef LEAKTRACE_PRELOAD_SNAPSHOT_FORMAT_H_
#define LEAKTRACE_PRELOAD_SNAPSHOT_FORMAT_H_

#include <cstdint>

namespace leaktrace::format {

// Version of everything in this header. A reader refuses a higher one.
inline constexpr int kVersion = 1;

// Sample types, in this order (Go's order). Values are final: already weighted.
inline constexpr char kAllocObjects[] = "alloc_objects";  // unit count
inline constexpr char kAllocSpace[] = "alloc_space";      // unit bytes
inline constexpr char kInuseObjects[] = "inuse_objects";  // unit count
inline constexpr char kInuseSpace[] = "inuse_space";      // unit bytes
inline constexpr char kUnitCount[] = "count";
inline constexpr char kUnitBytes[] = "bytes";
// period_type is {space, bytes}; period is the sampling interval in bytes.
inline constexpr char kPeriodType[] = "space";

// A stack has one sample without labels, which holds its cumulative alloc_*
// values (inuse_* are 0), and for each birth interval with survivors one sample
// whose alloc_* are 0 and whose inuse_* belong to that interval, with labels:
//
// Birth interval k: allocated after snapshot k-1 was taken and not after
// snapshot k; 0 starts at process start. A number label.
inline constexpr char kLabelBirth[] = "birth";
// Number of sampled objects behind the weighted values. Omitted when equal to
// inuse_objects (exact mode).
inline constexpr char kLabelSamples[] = "samples";
// Standard deviation of inuse_space from sampling alone, in bytes:
// sqrt(sum g (g - s)) over the samples. Omitted when 0 (exact mode).
inline constexpr char kLabelStddev[] = "sd_bytes";
// Euclidean norm of the weights, sqrt(sum g^2), in bytes. Omitted when there is
// a single sample (it is then inuse_space).
inline constexpr char kLabelNorm[] = "norm_bytes";
// "yes" on a stack that was cut: too deep, or the unwinder gave up. A string
// label, on every sample of that stack.
inline constexpr char kLabelTruncated[] = "truncated";

// What the program said of these allocations: the label of the scope they were
// made in, the pool that a custom allocator announced them for, the name of the
// thread. String labels, on every sample of that stack; usually absent.
inline constexpr char kLabelLabel[] = "label";
inline constexpr char kLabelPool[] = "pool";
inline constexpr char kLabelThread[] = "thread";

// Comment lines are "leaktrace.<key>=<value>". Values are decimal integers
// unless said otherwise; sizes in bytes, times in ns. A line that is absent
// means "not known". Keys:
inline constexpr char kCommentPrefix[] = "leaktrace.";
inline constexpr char kVersionKey[] = "version";
inline constexpr char kPidKey[] = "pid";
inline constexpr char kExecutableKey[] = "executable";  // path, text
inline constexpr char kHostKey[] = "host";              // text
inline constexpr char kSequenceKey[] = "sequence";
inline constexpr char kReasonKey[] =
    "reason";                               // period|request|exit|rss|fork|mark
inline constexpr char kModeKey[] = "mode";  // sampled|exact
inline constexpr char kIntervalKey[] = "interval_bytes";
inline constexpr char kStartTimeKey[] = "start_time_ns";  // CLOCK_REALTIME
inline constexpr char kUptimeKey[] =
    "uptime_ns";  // CLOCK_MONOTONIC since start
// Of that, the first thread was ready and waited for a processor.
inline constexpr char kWaitedKey[] = "waited_ns";
// Units of work done since the start, as the program counts them.
inline constexpr char kWorkKey[] = "work";
// The newest mark that the program set, text.
inline constexpr char kMarkKey[] = "mark";
inline constexpr char kWriteTimeKey[] = "write_ns";  // cost of the previous one
inline constexpr char kUnwinderKey[] = "unwinder";   // cfi|libunwind|fp
// Path of the object that provides malloc behind the shim, text.
inline constexpr char kProviderKey[] = "provider.malloc";
inline constexpr char kProviderNewKey[] = "provider.new";
// Path of the object whose malloc the program takes instead of the shim's: then
// next to nothing was seen. Text; absent if all is well.
inline constexpr char kProviderShadowingKey[] = "provider.shadowing";
// Losses and limits, all cumulative counts: "loss.<what>".
inline constexpr char kLossPrefix[] = "loss.";
// Process memory at the time of the snapshot: "memory.<what>".
inline constexpr char kMemoryPrefix[] = "memory.";
// The tool's own memory: "self.<what>".
inline constexpr char kSelfPrefix[] = "self.";
// Anonymous memory by mapping, resident or swapped out: "mapping.<name>", a
// path, a name of the kernel's or one of those below.
inline constexpr char kMappingPrefix[] = "mapping.";
inline constexpr char kHeapMapping[] = "[heap]";  // the kernel's
inline constexpr char kStackMappings[] = "[thread stacks]";
inline constexpr char kArenaMappings[] = "[malloc arenas]";  // of glibc
inline constexpr char kUnnamedMappings[] = "[anonymous]";
inline constexpr char kOtherMappings[] = "[others]";  // beyond the largest

// leaktrace.out/<exe>.<host>.<pid>.<start>/<sequence>.pb, start in unix ms.
inline constexpr char kDefaultDirectory[] = "leaktrace.out";
inline constexpr char kSnapshotSuffix[] = ".pb";
inline constexpr int kSequenceDigits = 6;
inline constexpr char kControlSocketName[] = "control";

// Control socket: one request line, one or more reply lines, then close.
// A reply starts with "ok" or "error <reason>"; status adds "key=value" lines
// with the same keys as the comments.
inline constexpr char kRequestSnapshot[] = "snapshot";
inline constexpr char kRequestStatus[] = "status";
inline constexpr char kRequestPause[] = "pause";    // record nothing new
inline constexpr char kRequestResume[] = "resume";  // and record again
// "interval BYTES": at least that; only the configured interval times a power
// of two is possible, and nothing else in exact mode. The reply names it.
inline constexpr char kRequestInterval[] = "interval";
// "every NANOSECONDS": the period of snapshots, 0 for none.
inline constexpr char kRequestEvery[] = "every";

// Names of the frames that stand for stacks which could not be recorded. The
// location has no mapping and one of these addresses.
inline constexpr uint64_t kStackTableFullAddress = 1;
inline constexpr uint64_t kNoStackAddress = 2;

}  // namespace leaktrace::format

#endif  // LEAKTRACE_PRELOAD_SNAPSHOT_FORMAT_H_
