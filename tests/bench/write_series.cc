// A long series of large snapshots in no time: what the shim would have written
// in hours, for the benchmark of the command that reads them.
//
// usage: write_series FOLDER SNAPSHOTS STACKS LIVE
#include <fcntl.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "preload/snapshot/snapshot_context.h"
#include "preload/snapshot/snapshot_facts.h"
#include "preload/snapshot/snapshot_writer.h"
#include "preload/sys/file_writer.h"
#include "tests/bench/filled_tables.h"

namespace leaktrace {
namespace {

constexpr uint64_t kNsPerSnapshot = 60'000'000'000;
constexpr uint64_t kStartNs = 1'700'000'000'000'000'000;
// One object in so many stays for good: the leak.
constexpr size_t kLeakEvery = 10;

SnapshotContext ContextOf(uint32_t sequence) {
  SnapshotContext context;
  context.pid = 1;
  context.sequence = sequence;
  context.reason = SnapshotReason::kPeriod;
  context.base_interval_bytes = 512 * 1024;
  context.interval_bytes = context.base_interval_bytes;
  context.start_time_ns = kStartNs;
  context.uptime_ns = (sequence + 1) * kNsPerSnapshot;
  context.time_ns = kStartNs + context.uptime_ns;
  return context;
}

// What is born and dies before snapshot number `sequence`. Most objects live
// for kBirths of them; what leaks is added up to the number of objects.
void Advance(uint32_t sequence, uint32_t snapshots, size_t live,
             FilledTables* tables) {
  for (size_t i = 0; i < live; ++i) {
    const bool leaks = i % kLeakEvery == 0;
    const bool born = leaks ? i * snapshots / live == sequence
                            : (i + sequence) % FilledTables::kBirths == 0;
    if (born) tables->Bear(i, FilledTables::kBirths + sequence);
  }
}

bool Write(const SnapshotTables& tables, uint32_t sequence,
           const std::string& folder, SnapshotScratch* scratch) {
  char name[16];
  std::snprintf(name, sizeof(name), "/%06u.pb", sequence);
  sys::OwnedFd fd;
  fd.Adopt(open((folder + name).c_str(),
                O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600));
  std::vector<char> storage(kMaxFactsBytes);
  std::vector<char> buffer(64 * 1024);
  TextBuffer facts(storage);
  const SnapshotContext context = ContextOf(sequence);
  AppendFacts(context, tables, &facts);
  sys::FileWriter file(fd, buffer);
  SnapshotWriter(tables, context, *scratch, file).Write(facts.view());
  file.Flush();
  scratch->Clear();
  return file.error() == 0;
}

int WriteSeries(const std::string& folder, uint32_t snapshots, size_t stacks,
                size_t live) {
  FilledTables tables(stacks, live);
  SnapshotScratch scratch;
  for (uint32_t i = 0; i < snapshots; ++i) {
    Advance(i, snapshots, live, &tables);
    if (!Write(tables.tables(), FilledTables::kBirths + i, folder, &scratch)) {
      std::perror(folder.c_str());
      return EXIT_FAILURE;
    }
  }
  return EXIT_SUCCESS;
}

}  // namespace
}  // namespace leaktrace

int main(int argc, char** argv) {
  if (argc != 5) {
    std::fprintf(stderr, "usage: %s FOLDER SNAPSHOTS STACKS LIVE\n", argv[0]);
    return EXIT_FAILURE;
  }
  return leaktrace::WriteSeries(argv[1], std::strtoul(argv[2], nullptr, 10),
                                std::strtoul(argv[3], nullptr, 10),
                                std::strtoul(argv[4], nullptr, 10));
}
