// Allocations whose owner, type and size are written beside them: names_test.py
// builds this file in several ways and holds the command's answers against the
// marks. A mark is for the line it stands on:
//   mark bytes=N owner=NAME [type=NAME] [through=NAME,NAME...]
// `through` are the callers of the owner, inlined or not; the line where each
// calls on has the mark "in NAME".
// (So the lines are not to be broken.)

// clang-format off
#include <coroutine>
#include <cstdio>
#include <cstdlib>
#include <list>
#include <memory>
#include <string>
#include <vector>

struct Session {
  char bytes[1000];
};

// Else an optimiser that sees the whole program drops what is never read.
void* volatile kept[64];
int kept_count = 0;
void Keep(void* block) { kept[kept_count++] = block; }

namespace store {

template <typename T>
class Cache {
 public:
  [[gnu::noinline]] void Insert(int count) {
    for (int i = 0; i < count; ++i) {
      last_ = std::make_unique<T>().release();  // mark bytes=10000 owner=store::Cache<Session>::Insert type=Session
      Keep(last_);
    }
  }

 private:
  T* last_ = nullptr;
};

[[gnu::noinline]] void Register(std::list<Session>* sessions) {
  for (int i = 0; i < 5; ++i) {
    sessions->emplace_back();  // mark bytes=5080 owner=store::Register type=Session
  }
}

[[gnu::noinline]] void Named(const std::string& name) {
  Keep(std::malloc(name.size()));  // mark bytes=777 owner=store::Named
}

}  // namespace store

namespace {

[[gnu::noinline]] void Hidden() {
  Keep(std::malloc(3333));  // mark bytes=3333 owner=(anonymous namespace)::Hidden
}

}  // namespace

[[gnu::abi_tag("v2"), gnu::noinline]] void Tagged() {
  Keep(std::malloc(4444));  // mark bytes=4444 owner=Tagged
}

class Shape {
 public:
  virtual ~Shape() = default;
  virtual void Draw() = 0;
};

class Circle : public Shape {
 public:
  void Draw() override {
    Keep(std::malloc(5555));  // mark bytes=5555 owner=Circle::Draw
  }
};

template <typename Function>
[[gnu::noinline]] void Call(const Function& function) {
  function();
}

[[gnu::noinline]] void WithLambda() {
  Call([] {
    Keep(std::malloc(6666));  // mark bytes=6666 owner=WithLambda::{lambda}::operator()
  });
}

struct Task {
  struct promise_type {
    Task get_return_object() { return {}; }
    std::suspend_never initial_suspend() { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() { std::abort(); }
  };
};

[[gnu::noinline]] Task Produce() {
  Keep(std::malloc(7070));  // mark bytes=7070 owner=Produce
  co_return;
}

[[gnu::noinline]] void Fill(std::vector<Session>* sessions) {
  sessions->reserve(9);  // mark bytes=9000 owner=Fill type=Session[]
}

[[gnu::always_inline]] inline void InnerStep() {
  Keep(std::malloc(8181));  // mark bytes=8181 owner=InnerStep through=store::MiddleStep<int>,OuterStep,main
}

namespace store {

template <typename T>
[[gnu::always_inline]] inline void MiddleStep() {
  InnerStep();  // in store::MiddleStep<int>
}

}  // namespace store

[[gnu::noinline]] void OuterStep() {
  store::MiddleStep<int>();  // in OuterStep
}

int main() {
  store::Cache<Session> cache;
  cache.Insert(10);
  auto* const sessions = new std::list<Session>;
  store::Register(sessions);
  store::Named(std::string(777, 'n'));
  Hidden();
  Tagged();
  Circle circle;
  Shape* volatile shape = &circle;
  shape->Draw();
  WithLambda();
  Produce();
  OuterStep();  // in main
  auto* const many = new std::vector<Session>;
  Fill(many);
  Keep(many);
  Keep(sessions);
  std::puts("done");
}
