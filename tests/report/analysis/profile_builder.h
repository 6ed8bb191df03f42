// Builds profiles for tests from stacks written as names, leaf first.
#ifndef LEAKTRACE_TESTS_REPORT_ANALYSIS_PROFILE_BUILDER_H_
#define LEAKTRACE_TESTS_REPORT_ANALYSIS_PROFILE_BUILDER_H_

#include <cstdint>
#include <initializer_list>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "report/profile/profile.h"

namespace leaktrace::report {

class ProfileBuilder {
 public:
  // A frame is "function" of module "app" or "function@module";
  // "+0x10@module" has no name.
  uint32_t Frame(const std::string& text) {
    const auto [entry, is_new] = locations_.try_emplace(
        text, static_cast<uint32_t>(profile.locations.size()));
    if (is_new) AddLocation(text);
    return entry->second;
  }

  Sample& Add(std::initializer_list<std::string> leaf_first, int64_t live_bytes,
              int32_t birth = kNoBirth) {
    Sample sample;
    for (const std::string& frame : leaf_first) {
      sample.locations.push_back(Frame(frame));
    }
    sample.live_bytes = live_bytes;
    sample.live_objects = 1;
    sample.sampled_objects = 1;
    sample.birth = birth;
    profile.samples.push_back(std::move(sample));
    return profile.samples.back();
  }

  Profile profile;

 private:
  void AddLocation(const std::string& text) {
    const size_t at = text.find('@');
    const std::string name = text.substr(0, at);
    Location location;
    location.mapping =
        Module(at == std::string::npos ? "app" : text.substr(at + 1));
    if (name[0] == '+') {
      location.address = profile.mappings[location.mapping].start +
                         std::stoull(name.substr(1), nullptr, 16);
    } else {
      profile.functions.push_back({name, name, "", 0});
      location.lines.push_back(
          {static_cast<uint32_t>(profile.functions.size() - 1), 0});
    }
    profile.locations.push_back(std::move(location));
  }

  int32_t Module(const std::string& name) {
    const auto [entry, is_new] = modules_.try_emplace(
        name, static_cast<int32_t>(profile.mappings.size()));
    if (is_new) {
      const uint64_t start = 0x10000000 * (profile.mappings.size() + 1);
      profile.mappings.push_back(
          {start, start + 0x1000000, 0, "/usr/lib/" + name, ""});
    }
    return entry->second;
  }

  std::map<std::string, uint32_t> locations_;
  std::map<std::string, int32_t> modules_;
};

}  // namespace leaktrace::report

#endif  // LEAKTRACE_TESTS_REPORT_ANALYSIS_PROFILE_BUILDER_H_
