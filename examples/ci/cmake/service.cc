// Handles a thousand requests per second and keeps the last hundred of them;
// built with LEAKS, all of them.
//
// usage: service [SECONDS]
#include <chrono>
#include <cstddef>
#include <deque>
#include <string>
#include <thread>

namespace {

constexpr int kRequestsPerSecond = 1000;
constexpr size_t kRemembered = 100;
constexpr size_t kRequestBytes = 4000;

void HandleRequest(std::deque<std::string>* history) {
  history->emplace_back(kRequestBytes, 'x');
#ifndef LEAKS
  if (history->size() > kRemembered) history->pop_front();
#endif
}

}  // namespace

int main(int argc, char** argv) {
  const int seconds = argc > 1 ? std::stoi(argv[1]) : 1;
  std::deque<std::string> history;
  for (int i = 0; i < seconds * kRequestsPerSecond; ++i) {
    HandleRequest(&history);
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return history.empty() ? 1 : 0;
}
