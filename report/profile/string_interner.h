// The string table of a profile that is being written: each string once, in
// the order of first use, "" first.
#ifndef LEAKTRACE_REPORT_PROFILE_STRING_INTERNER_H_
#define LEAKTRACE_REPORT_PROFILE_STRING_INTERNER_H_

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

namespace leaktrace::report {

class StringInterner {
 public:
  StringInterner() { Intern(""); }
  StringInterner(const StringInterner&) = delete;
  StringInterner& operator=(const StringInterner&) = delete;

  int64_t Intern(std::string_view string) {
    const auto found = ids_.find(string);
    if (found != ids_.end()) return found->second;
    const auto id = static_cast<int64_t>(strings_.size());
    ids_.emplace(strings_.emplace_back(string), id);
    return id;
  }
  const std::deque<std::string>& strings() const { return strings_; }

 private:
  std::deque<std::string> strings_;  // never moves what ids_ points to
  std::unordered_map<std::string_view, int64_t> ids_;
};

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_PROFILE_STRING_INTERNER_H_
