// Builds encoded pprof profiles for tests, right ones and wrong ones: fields
// are written as told, in the order of the calls, nothing is checked.
#ifndef LEAKTRACE_TESTS_REPORT_PROFILE_PPROF_BYTES_H_
#define LEAKTRACE_TESTS_REPORT_PROFILE_PPROF_BYTES_H_

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <protozero/pbf_writer.hpp>
#include <string>
#include <vector>

#include "report/profile/pprof_fields.h"

namespace leaktrace::report {

class PprofBytes {
 public:
  using Fill = std::function<void(protozero::pbf_writer&)>;

  PprofBytes() { String(""); }
  // Without the empty string that has to come first.
  static PprofBytes WithoutStrings() { return PprofBytes(NoStrings{}); }

  // Index of a string, added if need be.
  int64_t String(const std::string& text) {
    for (size_t i = 0; i < strings_.size(); ++i) {
      if (strings_[i] == text) return static_cast<int64_t>(i);
    }
    strings_.push_back(text);
    return static_cast<int64_t>(strings_.size() - 1);
  }

  PprofBytes& Message(uint32_t field, const Fill& fill) {
    protozero::pbf_writer writer(bytes_);
    protozero::pbf_writer message(writer, field);
    fill(message);
    return *this;
  }
  PprofBytes& Number(uint32_t field, int64_t value) {
    protozero::pbf_writer(bytes_).add_int64(field, value);
    return *this;
  }
  PprofBytes& Raw(const std::string& bytes) {
    bytes_ += bytes;
    return *this;
  }

  PprofBytes& SampleType(const std::string& type, const std::string& unit) {
    return Message(pprof::profile::kSampleType, [&](auto& m) {
      m.add_int64(pprof::value_type::kType, String(type));
      m.add_int64(pprof::value_type::kUnit, String(unit));
    });
  }
  PprofBytes& GoSampleTypes() {
    return SampleType("alloc_objects", "count")
        .SampleType("alloc_space", "bytes")
        .SampleType("inuse_objects", "count")
        .SampleType("inuse_space", "bytes");
  }
  PprofBytes& Location(uint64_t id, uint64_t address) {
    return Message(pprof::profile::kLocation, [&](auto& m) {
      m.add_uint64(pprof::location::kId, id);
      m.add_uint64(pprof::location::kAddress, address);
    });
  }
  PprofBytes& Comment(const std::string& text) {
    return Number(pprof::profile::kComment, String(text));
  }
  // What makes it one of leaktrace's own.
  PprofBytes& Version(int version = 1) {
    return Comment("leaktrace.version=" + std::to_string(version));
  }

  struct NumberLabel {
    std::string key;
    int64_t value;
  };
  PprofBytes& Sample(const std::vector<uint64_t>& locations,
                     const std::vector<int64_t>& values,
                     const std::vector<NumberLabel>& labels = {}) {
    return Message(pprof::profile::kSample, [&](auto& m) {
      m.add_packed_uint64(pprof::sample::kLocationId, locations.begin(),
                          locations.end());
      m.add_packed_int64(pprof::sample::kValue, values.begin(), values.end());
      for (const NumberLabel& label : labels) {
        protozero::pbf_writer nested(m, pprof::sample::kLabel);
        nested.add_int64(pprof::label::kKey, String(label.key));
        nested.add_int64(pprof::label::kNumber, label.value);
      }
    });
  }

  // With the string table at the end.
  std::string Build() const {
    std::string bytes = bytes_;
    protozero::pbf_writer writer(bytes);
    for (const std::string& string : strings_) {
      writer.add_string(pprof::profile::kStringTable, string);
    }
    return bytes;
  }

 private:
  struct NoStrings {};
  explicit PprofBytes(NoStrings) {}

  std::string bytes_;
  std::vector<std::string> strings_;
};

// One stack of two frames, 3 objects and 300 bytes in use, as leaktrace.
inline PprofBytes SmallSnapshot() {
  PprofBytes bytes;
  bytes.GoSampleTypes().Version().Location(1, 0x1000).Location(2, 0x2000);
  bytes.Sample({1, 2}, {5, 500, 0, 0});
  bytes.Sample({1, 2}, {0, 0, 3, 300}, {{"birth", 4}});
  return bytes;
}

}  // namespace leaktrace::report

#endif  // LEAKTRACE_TESTS_REPORT_PROFILE_PPROF_BYTES_H_
