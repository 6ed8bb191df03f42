#include "preload/tracking/sampler.h"

#include <ctime>

#include "preload/sys/syscalls.h"
#include "preload/tracking/sampling_math.h"

namespace leaktrace {
namespace {

// Source: Steele, Lea, Flood, "Fast splittable pseudorandom number
// generators" (SplitMix64).
uint64_t NextRandom(uint64_t* state) {
  *state += 0x9e3779b97f4a7c15ull;
  uint64_t z = *state;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
  return z ^ (z >> 31);
}

uint64_t EntropyForSeed() {
  uint64_t value = 0;
  constexpr int kNonBlocking = 1;
  if (sys::Syscall(SYS_getrandom, &value, sizeof(value), kNonBlocking) ==
      sizeof(value)) {
    return value;
  }
  timespec now = {};
  sys::Syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &now);
  return static_cast<uint64_t>(now.tv_nsec) << 32 ^
         reinterpret_cast<uintptr_t>(&value);
}

}  // namespace

void Sampler::Init(uint64_t interval_bytes, uint64_t seed) {
  base_interval_bytes_ = interval_bytes == 0 ? 1 : interval_bytes;
  seed_ = seed != 0 ? seed : EntropyForSeed();
}

void Sampler::Seed(ThreadState* thread) {
  thread->lane = threads_.fetch_add(1, std::memory_order_relaxed);
  uint64_t state = seed_ + thread->lane * 0xd1342543de82ef95ull;
  thread->random_state = NextRandom(&state) | 1;
}

uint64_t Sampler::Draw(ThreadState* thread) {
  // Uniform on (0, 1], 53 bits.
  const double uniform =
      static_cast<double>((NextRandom(&thread->random_state) >> 11) + 1) *
      0x1.0p-53;
  thread->interval_shift = shift_.load(std::memory_order_relaxed);
  const auto mean =
      static_cast<double>(base_interval_bytes_ << thread->interval_shift);
  // At least one byte away, so that a count of zero means "not drawn".
  return static_cast<uint64_t>(-LogOfUnit(uniform) * mean) + 1;
}

bool Sampler::Decide(ThreadState* thread, uint64_t size_bytes,
                     uint8_t* interval_shift) {
  if (thread->random_state == 0) Seed(thread);
  *interval_shift = 0;
  if (exact()) return true;
  if (thread->bytes_until_sample == 0) {
    thread->bytes_until_sample = Draw(thread);
    if (SkipUnsampled(thread, size_bytes)) return false;
  }
  *interval_shift = thread->interval_shift;
  thread->bytes_until_sample = Draw(thread);
  return true;
}

bool Sampler::RaiseInterval() {
  uint8_t shift = shift_.load(std::memory_order_relaxed);
  if (exact() || shift >= kMaxShift) return false;
  return shift_.compare_exchange_strong(shift, static_cast<uint8_t>(shift + 1),
                                        std::memory_order_relaxed);
}

bool Sampler::SetInterval(uint64_t interval_bytes) {
  if (exact() || interval_bytes < base_interval_bytes_) return false;
  uint8_t shift = 0;
  while (shift < kMaxShift && base_interval_bytes_ << shift < interval_bytes) {
    ++shift;
  }
  if (base_interval_bytes_ << shift < interval_bytes) return false;
  shift_.store(shift, std::memory_order_relaxed);
  return true;
}

}  // namespace leaktrace
