// See work_counter.h.
#include "report/analysis/work_counter.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace leaktrace::report {
namespace {

// 1973 as Unix time; no program has been up for three years.
constexpr double kLeastUnixTime = 1e8;
// Beyond this a double knows no single units any more.
constexpr double kMostCount = 9e15;
constexpr std::string_view kBetween = ",; \t\r";

// A number from the front of `text`, which then begins behind it.
bool TakeNumber(std::string_view* text, double* number) {
  text->remove_prefix(
      std::min(text->find_first_not_of(kBetween), text->size()));
  const char* end = text->data() + text->size();
  const auto [rest, error] = std::from_chars(text->data(), end, *number);
  if (error != std::errc() || !std::isfinite(*number)) return false;
  text->remove_prefix(static_cast<size_t>(rest - text->data()));
  return true;
}

// Of the file as a whole if `line` is 0.
absl::Status Invalid(std::string_view source, int line,
                     const std::string& what) {
  return absl::InvalidArgumentError(
      std::string(source) + (line > 0 ? ":" + std::to_string(line) : "") +
      ": " + what);
}

bool IsSkipped(std::string_view line) {
  const size_t begin = line.find_first_not_of(kBetween);
  return begin == std::string_view::npos || line[begin] == '#';
}

// Words, none of which is a number.
bool IsTitle(std::string_view line) {
  while (!line.empty()) {
    const size_t end = std::min(line.find_first_of(kBetween), line.size());
    double number = 0;
    const auto [rest, error] =
        std::from_chars(line.data(), line.data() + end, number);
    if (error != std::errc::invalid_argument && rest == line.data() + end) {
      return false;
    }
    line.remove_prefix(std::min(end + 1, line.size()));
  }
  return true;
}

}  // namespace

absl::StatusOr<WorkCounter::Entry> WorkCounter::ParseLine(
    std::string_view line) {
  Entry entry;
  const bool read =
      TakeNumber(&line, &entry.time_s) && TakeNumber(&line, &entry.count);
  if (read && entry.time_s >= 0 && entry.count >= 0 &&
      std::max(entry.time_s, entry.count) <= kMostCount &&
      line.find_first_not_of(kBetween) == std::string_view::npos) {
    return entry;
  }
  return absl::InvalidArgumentError(
      "expected time,count: seconds and a cumulative count, such as 12.5,4000");
}

absl::StatusOr<WorkCounter> WorkCounter::Parse(std::string_view text,
                                               std::string_view source) {
  WorkCounter counter;
  bool may_be_title = true;
  int number = 0;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    ++number;
    if (IsSkipped(line)) continue;
    const absl::StatusOr<Entry> entry = ParseLine(line);
    if (entry.ok()) {
      counter.entries_.push_back(*entry);
    } else if (!may_be_title || !IsTitle(line)) {
      return Invalid(source, number, std::string(entry.status().message()));
    }
    may_be_title = false;
  }
  if (counter.entries_.size() < 2) {
    return Invalid(source, 0, "at least two lines of time,count are needed");
  }
  counter.MakeCumulative();
  if (counter.first_time_s() < counter.last_time_s()) return counter;
  return Invalid(source, 0, "all lines have the same time");
}

// Sorted by time, from 0 on, never falling.
void WorkCounter::MakeCumulative() {
  std::stable_sort(
      entries_.begin(), entries_.end(),
      [](const Entry& a, const Entry& b) { return a.time_s < b.time_s; });
  double before = entries_.front().count;
  double sum = 0;
  for (Entry& entry : entries_) {
    const double count = entry.count;
    sum += count >= before ? count - before : count;
    entry.count = sum;
    before = count;
  }
}

bool WorkCounter::is_unix_time() const {
  return entries_.front().time_s >= kLeastUnixTime;
}

double WorkCounter::At(double time_s) const {
  const auto after = std::upper_bound(
      entries_.begin(), entries_.end(), time_s,
      [](double time, const Entry& entry) { return time < entry.time_s; });
  if (after == entries_.begin()) return 0;
  const Entry& a = *(after - 1);
  if (after == entries_.end()) return a.count;
  const double share = (time_s - a.time_s) / (after->time_s - a.time_s);
  return a.count + share * (after->count - a.count);
}

}  // namespace leaktrace::report
