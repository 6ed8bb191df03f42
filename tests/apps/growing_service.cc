// A service that leaks: every request is remembered for ever by one function,
// while a cache of fixed size turns over in another.
//
// usage: growing_service [requests [microseconds between requests]]
#include <unistd.h>

#include <cstdlib>

#include "tests/apps/ledger.h"

namespace tracked {

using ledger::Ledger;

constexpr size_t kSessionBytes = 1024;
constexpr size_t kEntryBytes = 4096;
constexpr size_t kCacheEntries = 256;

struct Session {
  Session* previous;
};

Session* last_session = nullptr;
void* cache[kCacheEntries];

// Grows: nothing ever takes a session off the list.
[[gnu::noinline]] void RememberSession(Ledger* account) {
  auto* session = static_cast<Session*>(std::malloc(kSessionBytes));
  if (session == nullptr) std::abort();
  session->previous = last_session;
  last_session = session;
  account->Add(kSessionBytes);
}

// Does not grow: the oldest entry makes room for the new one.
[[gnu::noinline]] void CachePage(Ledger* account, size_t request) {
  void*& entry = cache[request % kCacheEntries];
  if (entry != nullptr) {
    std::free(entry);
    account->Remove(kEntryBytes);
  }
  entry = std::malloc(kEntryBytes);
  account->Add(kEntryBytes);
}

}  // namespace tracked

int main(int argc, char** argv) {
  const size_t requests = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 2000;
  const auto pause_us = static_cast<useconds_t>(
      argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 0);
  ledger::Ledger account;
  for (size_t request = 0; request < requests; ++request) {
    tracked::RememberSession(&account);
    tracked::CachePage(&account, request);
    if (pause_us != 0) usleep(pause_us);
  }
  return account.Print("growing_service") ? 0 : 1;
}
