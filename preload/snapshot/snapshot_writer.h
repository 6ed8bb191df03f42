// Writes one complete snapshot: tables in, profile.proto out.
//
// Order of reading, which makes the values consistent while the application
// goes on: the number of stacks, the modules, the live table, and only then
// each stack's totals. A record counts in the totals before it is live, so
// alloc_* >= inuse_* for every stack, and totals never fall from file to file.
//
// Thread safety: one thread at a time, with its own scratch. Output depends on
// the tables' content only: samples by stack id, then birth.
#ifndef LEAKTRACE_PRELOAD_SNAPSHOT_SNAPSHOT_WRITER_H_
#define LEAKTRACE_PRELOAD_SNAPSHOT_SNAPSHOT_WRITER_H_

#include <cstdint>
#include <span>
#include <string_view>

#include "preload/snapshot/annotation_strings.h"
#include "preload/snapshot/label_list.h"
#include "preload/snapshot/live_summary.h"
#include "preload/snapshot/location_table.h"
#include "preload/snapshot/profile_writer.h"
#include "preload/snapshot/snapshot_context.h"
#include "preload/sys/file_writer.h"

namespace leaktrace {

struct SnapshotScratch {
  LiveSummary live;
  LocationTable locations;
  AnnotationStrings annotations;

  void Clear();   // gives the memory back
  void Forget();  // after a fork in the middle of a snapshot
};

class SnapshotWriter {
 public:
  SnapshotWriter(const SnapshotTables& tables, const SnapshotContext& context,
                 SnapshotScratch& scratch, sys::FileWriter& file);
  SnapshotWriter(const SnapshotWriter&) = delete;
  SnapshotWriter& operator=(const SnapshotWriter&) = delete;

  // `facts` are lines as of AppendFacts. Errors: those of the file, ENOMEM.
  void Write(std::string_view facts);

 private:
  struct Strings {
    StringId birth, samples, stddev, norm, truncated, yes, bytes;
  };
  // A stack as samples have it.
  struct StackParts {
    std::span<const uint32_t> locations;
    LabelList labels;
  };

  void UpdateModules();
  void WriteHeader(std::string_view facts);
  void WriteStack(StackId id, std::span<const LiveCell> cells);
  void WriteSurvivors(std::span<const LiveCell> cells, const StackParts& parts);
  StackParts PartsOf(Stack stack);
  std::span<const uint32_t> LocationsOf(const Stack& stack);

  const SnapshotTables& tables_;
  const SnapshotContext& context_;
  SnapshotScratch& scratch_;
  sys::FileWriter& file_;
  ProfileWriter profile_;
  Strings strings_{};
  uint32_t location_ids_[StackTable::kMaxFrames];
};

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_SNAPSHOT_SNAPSHOT_WRITER_H_
