// A small generator with a fixed sequence per seed (splitmix64), so that a test
// program takes the same sizes in every run and on every C++ library.
#ifndef LEAKTRACE_TESTS_APPS_RANDOM_H_
#define LEAKTRACE_TESTS_APPS_RANDOM_H_

#include <cstdint>

class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}

  uint64_t Next() {
    state_ += 0x9e3779b97f4a7c15u;
    uint64_t mixed = state_;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9u;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebu;
    return mixed ^ (mixed >> 31);
  }

 private:
  uint64_t state_;
};

#endif  // LEAKTRACE_TESTS_APPS_RANDOM_H_
