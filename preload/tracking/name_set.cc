#include "preload/tracking/name_set.h"

#include <algorithm>

namespace leaktrace {
namespace {

constexpr std::string_view kOtherName = "[other]";

char Printable(char c) {
  const bool is_control = static_cast<unsigned char>(c) < ' ' || c == 0x7f;
  return is_control ? '?' : c;
}

uint32_t HashOf(std::string_view name) {
  uint32_t hash = 2166136261u;  // FNV-1a
  for (const char c : name) {
    hash = (hash ^ static_cast<unsigned char>(Printable(c))) * 16777619u;
  }
  return hash;
}

bool IsSame(std::string_view stored, std::string_view name) {
  return std::equal(stored.begin(), stored.end(), name.begin(), name.end(),
                    [](char a, char b) { return a == Printable(b); });
}

}  // namespace

uint8_t NameSet::Intern(std::string_view name) {
  if (name.empty()) return kNone;
  name = name.substr(0, kMaxNameBytes);
  const uint32_t first = HashOf(name) % kSlots;
  for (uint32_t i = 0; i < kSlots; ++i) {
    const uint32_t index = (first + i) % kSlots;
    Slot& slot = slots_[index];
    // Acquire: partner of the release in Write.
    State state = slot.state.load(std::memory_order_acquire);
    if (state == State::kFree &&
        slot.state.compare_exchange_strong(state, State::kWriting,
                                           std::memory_order_acquire)) {
      Write(&slot, name);
      return static_cast<uint8_t>(index + 1);
    }
    if (state == State::kReady && IsSame(slot.name(), name)) {
      return static_cast<uint8_t>(index + 1);
    }
  }
  return kOther;
}

void NameSet::Write(Slot* slot, std::string_view name) {
  slot->size = static_cast<uint8_t>(name.size());
  std::transform(name.begin(), name.end(), slot->text, Printable);
  slot->state.store(State::kReady, std::memory_order_release);
}

std::string_view NameSet::NameOf(uint8_t number) const {
  if (number == kOther) return kOtherName;
  if (number == kNone) return {};
  const Slot& slot = slots_[number - 1];
  const bool is_ready =
      slot.state.load(std::memory_order_acquire) == State::kReady;
  return is_ready ? slot.name() : std::string_view();
}

}  // namespace leaktrace
