// A server in miniature, driven from within: rounds of requests, a snapshot and
// the count of the work after each. One kind of trouble, or none, per run.
//
// usage: request_server leak|pool|startup ROUNDS REQUESTS_PER_ROUND
//   leak     one request in 200 is never freed; 199 times as much memory comes
//            and goes, from the same function
//   pool     buffers that are kept for reuse and grow with the largest request
//   startup  200 MiB of tables before the first request, none after
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <vector>

#include "preload/include/leaktrace/leaktrace.h"
#include "tests/apps/random.h"

namespace shop {

constexpr size_t kResponseBytes = 2048;
constexpr size_t kInFlight = 400;
constexpr size_t kLeakOneIn = 200;
constexpr size_t kPoolBuffers = 48;
constexpr size_t kPoolStartBytes = 16 << 10;
constexpr size_t kCreepBytes = 8;
constexpr size_t kTableBytes = 1 << 20;
constexpr size_t kTables = 200;

struct Server {
  std::vector<char*> in_flight = std::vector<char*>(kInFlight);
  std::vector<char*> forgotten;
  std::vector<char*> tables;
  std::vector<char*> buffers = std::vector<char*>(kPoolBuffers);
  std::vector<size_t> capacities = std::vector<size_t>(kPoolBuffers);
  size_t requests = 0;
};

// The callers allocate themselves: each is to be the owner of what it keeps.
char* Touch(void* block, size_t bytes) {
  if (block == nullptr) std::abort();
  return static_cast<char*>(std::memset(block, 1, bytes));
}

// A response leaves when its place is taken by a later one; with `leaks` one in
// kLeakOneIn is remembered as well, and stays.
[[gnu::noinline]] void Respond(Server* server, bool leaks) {
  char* response = Touch(std::malloc(kResponseBytes), kResponseBytes);
  if (leaks && server->requests % kLeakOneIn == 0) {
    server->forgotten.push_back(response);
    return;
  }
  char*& place = server->in_flight[server->requests % kInFlight];
  std::free(place);
  place = response;
}

// The buffer of a connection grows to the largest request that it ever had.
[[gnu::noinline]] void FillBuffer(Server* server, size_t connection,
                                  size_t bytes) {
  if (bytes <= server->capacities[connection]) return;
  std::free(server->buffers[connection]);
  server->buffers[connection] = Touch(std::malloc(bytes), bytes);
  server->capacities[connection] = bytes;
}

[[gnu::noinline]] void LoadTables(Server* server) {
  for (size_t i = 0; i < kTables; ++i) {
    server->tables.push_back(Touch(std::malloc(kTableBytes), kTableBytes));
  }
}

}  // namespace shop

int main(int argc, char** argv) {
  if (argc != 4) return 4;
  const std::string_view kind = argv[1];
  const size_t rounds = std::strtoull(argv[2], nullptr, 10);
  const size_t requests = std::strtoull(argv[3], nullptr, 10);
  shop::Server server;
  server.forgotten.reserve(rounds * requests / shop::kLeakOneIn + 1);
  Random random(1);
  if (kind == "startup") shop::LoadTables(&server);
  for (size_t round = 0; round < rounds; ++round) {
    for (size_t i = 0; i < requests; ++i, ++server.requests) {
      shop::Respond(&server, kind == "leak");
      if (kind == "pool") {
        // Each request is a little larger than the one before.
        const size_t creep = shop::kCreepBytes * server.requests;
        shop::FillBuffer(&server, random.Next() % shop::kPoolBuffers,
                         shop::kPoolStartBytes + creep);
      }
    }
    leaktrace_work(requests);
    if (leaktrace_is_active() != 0 && leaktrace_snapshot() != 0) return 1;
  }
  std::printf("{\"requests\": %zu, \"forgotten_bytes\": %zu}\n",
              server.requests, server.forgotten.size() * shop::kResponseBytes);
  return 0;
}
