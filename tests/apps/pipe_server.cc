// A server that is told what to do by lines in a named pipe and answers each of
// them with a dot in another one, when it is done.
//
// usage: pipe_server REQUESTS REPLIES
//   load     requests that are handled, a session of each remembered for ever
//   healthy  requests that are handled
//   drain    forgets the requests, not the sessions
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <string>

namespace desk {

constexpr size_t kRequestsPerLoad = 500;
constexpr size_t kRequestBytes = 4096;
constexpr size_t kSessionBytes = 256;

struct Node {
  Node* previous;
};

Node* requests = nullptr;
Node* sessions = nullptr;

// The callers allocate themselves: each is to be the owner of what it keeps.
Node* Link(void* block, Node* last) {
  if (block == nullptr) std::abort();
  auto* node = static_cast<Node*>(block);
  node->previous = last;
  return node;
}

[[gnu::noinline]] void HandleRequest() {
  requests = Link(std::malloc(kRequestBytes), requests);
}

[[gnu::noinline]] void RememberSession() {
  sessions = Link(std::malloc(kSessionBytes), sessions);
}

void Drain() {
  while (requests != nullptr) {
    Node* last = requests;
    requests = last->previous;
    std::free(last);
  }
}

void Obey(const std::string& line) {
  if (line == "drain") return Drain();
  for (size_t i = 0; i < kRequestsPerLoad; ++i) {
    HandleRequest();
    if (line == "load") RememberSession();
  }
}

}  // namespace desk

int main(int argc, char** argv) {
  if (argc != 3) return 4;
  // Opening waits for the other end: one line, one answer, and again.
  while (true) {
    std::string line;
    std::ifstream(argv[1]) >> line;
    desk::Obey(line);
    std::ofstream(argv[2]) << '.';
  }
}
