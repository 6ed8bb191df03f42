// A C++ server in small: the sessions of two tenants, each under a label, so
// that the report tells whose memory grows.
//
// usage: tenants [SESSIONS]     prints the bytes of the names each one holds
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <vector>

#include "leaktrace/leaktrace.h"

namespace {

struct Session {
  std::unique_ptr<char[]> name;
};

class Tenant {
 public:
  explicit Tenant(const char* name) : name_(name) {}

  [[gnu::noinline]] void Open(size_t name_bytes) {
    const leaktrace::LabelScope label(name_);
    sessions_.push_back({std::make_unique<char[]>(name_bytes)});
    bytes_ += name_bytes;
  }

  void Print() const { std::printf("%s %zu\n", name_, bytes_); }

 private:
  const char* const name_;
  std::vector<Session> sessions_;
  size_t bytes_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  const int sessions = argc > 1 ? std::atoi(argv[1]) : 1000;
  Tenant small("small");
  Tenant large("large");
  for (int i = 0; i < sessions; ++i) {
    small.Open(100);
    large.Open(900);
    leaktrace_work(2);
  }
  leaktrace_snapshot();  // before the destructors
  small.Print();
  large.Print();
  return 0;
}
