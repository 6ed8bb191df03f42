// See heap_text.h.
#include "report/profile/heap_text.h"

#include <algorithm>
#include <utility>

#include "report/profile/mapped_libraries.h"

namespace leaktrace::report {
namespace {

bool ScanPair(TextScanner& line, ScaledValues& values) {
  line.SkipSpaces();
  const std::optional<int64_t> objects = line.Number();
  line.SkipSpaces();
  if (!objects.has_value() || !line.Consume(":")) return false;
  line.SkipSpaces();
  const std::optional<int64_t> bytes = line.Number();
  if (!bytes.has_value()) return false;
  values = {*objects, *bytes};
  line.SkipSpaces();
  return true;
}

}  // namespace

std::optional<HeapCounts> ScanHeapCounts(TextScanner& line) {
  HeapCounts counts;
  if (!ScanPair(line, counts.live) || !line.Consume("[")) return std::nullopt;
  if (!ScanPair(line, counts.alloc) || !line.Consume("]")) return std::nullopt;
  line.SkipSpaces();
  return counts;
}

HeapText::HeapText(const InputBytes& input, int64_t interval_bytes)
    : input_(input), interval_bytes_(std::max<int64_t>(interval_bytes, 1)) {
  profile_.source = input.name();
  profile_.info.interval_bytes = interval_bytes_;
  profile_.info.exact = interval_bytes == 1;
}

uint32_t HeapText::LocationOf(uint64_t return_address) {
  const uint64_t address = return_address == 0 ? 0 : return_address - 1;
  const auto next = static_cast<uint32_t>(profile_.locations.size());
  const auto [found, added] = locations_.emplace(address, next);
  if (added) profile_.locations.push_back({address, kNoMapping, {}});
  return found->second;
}

absl::Status HeapText::ReadStack(TextScanner line) {
  stack_.clear();
  for (line.SkipSpaces(); !line.AtEnd(); line.SkipSpaces()) {
    const std::optional<uint64_t> address = line.Hex();
    if (!address.has_value()) {
      return input_.Corrupt(line.rest().data(), "an address was expected");
    }
    stack_.push_back(LocationOf(*address));
  }
  return absl::OkStatus();
}

void HeapText::AddSample(const HeapCounts& counts) {
  const ScaledValues live = Unbias(counts.live, interval_bytes_);
  const ScaledValues alloc = Unbias(counts.alloc, interval_bytes_);
  Sample sample;
  sample.locations = stack_;
  sample.live_objects = live.objects;
  sample.live_bytes = live.bytes;
  sample.alloc_objects = alloc.objects;
  sample.alloc_bytes = alloc.bytes;
  EstimateSamplingError(interval_bytes_, counts.live.objects, sample);
  profile_.samples.push_back(std::move(sample));
}

bool HeapText::StartsMappings(std::string_view line) {
  return line.starts_with("MAPPED_LIBRARIES:") ||
         line.starts_with("--- Memory map: ---");
}

void HeapText::ReadMappings(TextScanner text) {
  while (!text.AtEnd()) {
    std::optional<Mapping> mapping = ParseMappedLibrary(text.Line());
    if (mapping.has_value()) profile_.mappings.push_back(*std::move(mapping));
  }
}

Profile HeapText::Finish() {
  AttachMappings(profile_);
  if (!profile_.mappings.empty()) {
    profile_.info.executable = profile_.mappings.front().path;
  }
  return std::move(profile_);
}

}  // namespace leaktrace::report
