#include "preload/snapshot/snapshot_writer.h"

#include <emmintrin.h>

#include <algorithm>
#include <cerrno>

#include "preload/snapshot/raw_time.h"
#include "preload/snapshot/text_scanner.h"
#include "preload/snapshot_format.h"

namespace leaktrace {
namespace {

static_assert(StackTable::kMaxFrames <= ProfileWriter::kMaxFrames);

// The instruction itself: sqrt() would need libm.
double SquareRoot(double value) {
  const __m128d x = _mm_set_sd(value);
  return _mm_cvtsd_f64(_mm_sqrt_sd(x, x));
}

uint64_t RoundedRoot(double value) {
  return static_cast<uint64_t>(SquareRoot(value) + 0.5);
}

uint64_t RoundedObjects(uint64_t scaled_objects) {
  constexpr uint64_t kScale = StackTable::kObjectScale;
  return (scaled_objects + kScale / 2) / kScale;
}

}  // namespace

void SnapshotScratch::Clear() {
  live.Clear();
  locations.Clear();
  annotations.Clear();
}

void SnapshotScratch::Forget() {
  live.Forget();
  locations.Forget();
  annotations.Clear();
}

SnapshotWriter::SnapshotWriter(const SnapshotTables& tables,
                               const SnapshotContext& context,
                               SnapshotScratch& scratch, sys::FileWriter& file)
    : tables_(tables),
      context_(context),
      scratch_(scratch),
      file_(file),
      profile_(file) {}

void SnapshotWriter::Write(std::string_view facts) {
  const uint32_t last_stack = tables_.stacks->size();
  UpdateModules();
  const LiveScope scope = {context_.base_interval_bytes, context_.birth_base,
                           context_.sequence, last_stack};
  if (!scratch_.live.Collect(*tables_.live, scope)) return file_.Fail(ENOMEM);
  WriteHeader(facts);
  std::span<const LiveCell> rest = scratch_.live.cells();
  for (uint32_t id = 0; id <= last_stack && file_.error() == 0; ++id) {
    size_t count = 0;
    while (count < rest.size() && rest[count].stack() == StackId{id}) ++count;
    WriteStack(StackId{id}, rest.first(count));
    rest = rest.last(rest.size() - count);
  }
}

// The dlclose hook of another thread may be at it; then its view of the
// modules is as good as ours.
void SnapshotWriter::UpdateModules() {
  if (tables_.modules->size() == 0) return;  // no memory for it
  constexpr int kTries = 50;
  for (int i = 0; i < kTries; ++i) {
    if (tables_.modules->Update(context_.unload_epoch)) break;
    if (tables_.modules->Freeze()) break;  // nobody is at it: no /proc
    NapMilliseconds(1);
  }
  for (int i = 0; i < kTries && !tables_.modules->Freeze(); ++i) {
    NapMilliseconds(1);
  }
}

void SnapshotWriter::WriteHeader(std::string_view facts) {
  std::string_view line;
  while (ConsumeLine(&facts, &line)) {
    profile_.AddComment(format::kCommentPrefix, line);
  }
  const StringId count = profile_.AddString(format::kUnitCount);
  const StringId bytes = profile_.AddString(format::kUnitBytes);
  const StringId inuse_space = profile_.AddString(format::kInuseSpace);
  profile_.AddSampleType({profile_.AddString(format::kAllocObjects), count});
  profile_.AddSampleType({profile_.AddString(format::kAllocSpace), bytes});
  profile_.AddSampleType({profile_.AddString(format::kInuseObjects), count});
  profile_.AddSampleType({inuse_space, bytes});
  profile_.SetDefaultSampleType(inuse_space);
  profile_.SetPeriod({profile_.AddString(format::kPeriodType), bytes},
                     context_.interval_bytes);
  profile_.SetTime(context_.time_ns);
  strings_ = {profile_.AddString(format::kLabelBirth),
              profile_.AddString(format::kLabelSamples),
              profile_.AddString(format::kLabelStddev),
              profile_.AddString(format::kLabelNorm),
              profile_.AddString(format::kLabelTruncated),
              profile_.AddString("yes"),
              bytes};
  if (const Module* const main = tables_.modules->MainExecutable()) {
    scratch_.locations.MappingOf(*tables_.modules, *main, &profile_);
  }
}

void SnapshotWriter::WriteStack(StackId id, std::span<const LiveCell> cells) {
  if (id != kNoStack && !tables_.stacks->IsPublished(id)) return;
  const StackTotals totals = tables_.stacks->Totals(id);
  uint64_t scaled_objects = 0;
  uint64_t bytes = 0;
  for (const LiveCell& cell : cells) {
    scaled_objects += cell.scaled_objects;
    bytes += cell.bytes;
  }
  // A restored record of a table that was full once may exceed the totals.
  const uint64_t values[] = {
      std::max(totals.objects, RoundedObjects(scaled_objects)),
      std::max(totals.bytes, bytes), 0, 0};
  if (values[0] == 0 && values[1] == 0 && cells.empty()) return;
  const StackParts parts =
      PartsOf(id == kNoStack ? Stack() : tables_.stacks->Get(id));
  profile_.AddSample({parts.locations, values, parts.labels.span()});
  WriteSurvivors(cells, parts);
}

SnapshotWriter::StackParts SnapshotWriter::PartsOf(Stack stack) {
  StackParts parts;
  if (!stack.frames.empty() && Annotation::IsFrame(stack.frames.back())) {
    scratch_.annotations.AddLabels(Annotation::FromFrame(stack.frames.back()),
                                   tables_.annotations, &profile_,
                                   &parts.labels);
    stack.frames = stack.frames.first(stack.frames.size() - 1);
  }
  if (stack.truncated) parts.labels.AddText(strings_.truncated, strings_.yes);
  parts.locations = LocationsOf(stack);
  return parts;
}

// Objects are rounded along the running sum, so that the births of a stack add
// up to the rounded whole.
void SnapshotWriter::WriteSurvivors(std::span<const LiveCell> cells,
                                    const StackParts& parts) {
  uint64_t scaled_sum = 0;
  for (const LiveCell& cell : cells) {
    const uint64_t objects_before = RoundedObjects(scaled_sum);
    scaled_sum += cell.scaled_objects;
    const uint64_t objects = RoundedObjects(scaled_sum) - objects_before;
    const uint64_t stddev_bytes = RoundedRoot(cell.variance);
    LabelList labels = parts.labels;
    labels.AddNumber(strings_.birth, cell.birth());
    if (cell.samples != objects) {
      labels.AddNumber(strings_.samples, cell.samples);
    }
    if (stddev_bytes != 0) {
      labels.AddNumber(strings_.stddev, stddev_bytes, strings_.bytes);
    }
    if (cell.samples > 1) {
      labels.AddNumber(strings_.norm, RoundedRoot(cell.squared_norm),
                       strings_.bytes);
    }
    const uint64_t values[] = {0, 0, objects, cell.bytes};
    profile_.AddSample({parts.locations, values, labels.span()});
  }
}

std::span<const uint32_t> SnapshotWriter::LocationsOf(const Stack& stack) {
  size_t depth = 0;
  for (const uintptr_t return_address : stack.frames) {
    if (depth == StackTable::kMaxFrames) break;
    // The call, not what follows it.
    const uint64_t address = return_address == 0 ? 0 : return_address - 1;
    location_ids_[depth++] = scratch_.locations.IdOf(
        *tables_.modules, address, stack.unload_epoch, &profile_);
  }
  if (depth == 0) {
    location_ids_[depth++] =
        scratch_.locations.IdOfPseudo(format::kNoStackAddress, &profile_);
  }
  for (const uint32_t id : std::span(location_ids_, depth)) {
    if (id == 0) file_.Fail(ENOMEM);
  }
  return {location_ids_, depth};
}

}  // namespace leaktrace
