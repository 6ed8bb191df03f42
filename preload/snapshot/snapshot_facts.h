// The facts of a snapshot as lines "<key>=<value>\n", keys without prefix: the
// comments of the file and the answer to a status request.
#ifndef LEAKTRACE_PRELOAD_SNAPSHOT_SNAPSHOT_FACTS_H_
#define LEAKTRACE_PRELOAD_SNAPSHOT_SNAPSHOT_FACTS_H_

#include <cstddef>

#include "preload/snapshot/snapshot_context.h"
#include "preload/snapshot/text_buffer.h"

namespace leaktrace {

// Enough for every fact with the longest paths.
inline constexpr size_t kMaxFactsBytes = 32u << 10;

// Control characters in values become '?': a line is always one line.
void AppendFacts(const SnapshotContext& context, const SnapshotTables& tables,
                 TextBuffer* facts);

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_SNAPSHOT_SNAPSHOT_FACTS_H_
