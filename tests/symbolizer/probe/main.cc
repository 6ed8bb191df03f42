// Calls to Record from every kind of function. Tests find the line of a call
// by the marker in its comment, so lines may move freely. The empty asm
// statements keep the compiler from turning a call into a jump.
#include "probe.h"

namespace shapes {

inline __attribute__((always_inline)) void Inner() {  // LINE:inner.start
  Record("chain");                                    // LINE:inner
  asm volatile("");
}

inline __attribute__((always_inline)) void Middle(int times) {
  for (int i = 0; i < times; ++i) {
    Inner();  // LINE:middle
  }
}

__attribute__((noinline)) void Outer(int times) {  // LINE:outer.start
  asm volatile("");
  Middle(times);  // LINE:outer
  asm volatile("");
}

class Store {
 public:
  void Grow(long bytes);
};

__attribute__((noinline)) void Store::Grow(long bytes) {
  asm volatile("" : : "r"(bytes));
  Record("method");  // LINE:method
  asm volatile("");
}

template <typename T>
struct Box {
  __attribute__((noinline)) void Put(T value) {
    asm volatile("" : : "r"(value));
    Record("template");  // LINE:template
    asm volatile("");
  }
};

namespace {

__attribute__((noinline)) void Hidden() {
  asm volatile("");
  Record("hidden");  // LINE:hidden
  asm volatile("");
}

}  // namespace

void CallHidden() { Hidden(); }

}  // namespace shapes

extern "C" __attribute__((noinline)) void plain_c_name() {
  asm volatile("");
  Record("c");  // LINE:c
  asm volatile("");
}

// The test wants the global name, though it is the longest and the last.
extern "C" {
__attribute__((noinline)) void zz_global_name() {
  asm volatile("");
  Record("aliased");
  asm volatile("");
}
__attribute__((weak, alias("zz_global_name"))) void weak_name();
static __attribute__((used, alias("zz_global_name"))) void local_name();

void sizeless_function();  // sizeless.cc
}

int main(int argc, char**) {
  const auto lambda = [](int value) __attribute__((noinline)) {
    asm volatile("" : : "r"(value));
    Record("lambda");  // LINE:lambda
    asm volatile("");
  };
  shapes::Outer(argc);
  shapes::Store().Grow(argc);
  shapes::Box<int>().Put(argc);
  shapes::CallHidden();
  plain_c_name();
  lambda(argc);
  zz_global_name();
  sizeless_function();
  return 0;
}
