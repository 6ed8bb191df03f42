// An independent decoder of profile.proto for tests, over protozero. Throws on
// malformed input and on references to things that do not exist.
#ifndef LEAKTRACE_TESTS_PRELOAD_SNAPSHOT_DECODED_PROFILE_H_
#define LEAKTRACE_TESTS_PRELOAD_SNAPSHOT_DECODED_PROFILE_H_

#include <cstdint>
#include <map>
#include <protozero/pbf_reader.hpp>
#include <string>
#include <utility>
#include <vector>

namespace leaktrace {

struct DecodedMapping {
  uint64_t id = 0, start = 0, limit = 0, offset = 0;
  std::string file, build_id;
};

struct DecodedLocation {
  uint64_t id = 0, mapping_id = 0, address = 0;
};

struct DecodedSample {
  std::vector<uint64_t> locations;  // ids, leaf first
  std::vector<int64_t> values;
  std::map<std::string, int64_t> numbers;
  std::map<std::string, std::string> texts;
  std::map<std::string, std::string> units;

  bool IsCumulative() const {
    return numbers.count("birth") == 0 && !has_birth;
  }
  bool has_birth = false;  // a number label of 0 has no field on the wire
};

class DecodedProfile {
 public:
  explicit DecodedProfile(const std::string& data);

  std::string Comment(const std::string& key) const {
    const auto found = comments.find("leaktrace." + key);
    return found == comments.end() ? "" : found->second;
  }
  std::vector<uint64_t> AddressesOf(const DecodedSample& sample) const {
    std::vector<uint64_t> result;
    for (const uint64_t id : sample.locations) {
      result.push_back(locations.at(id - 1).address);
    }
    return result;
  }
  std::vector<int64_t> Totals() const {
    std::vector<int64_t> totals(sample_types.size());
    for (const DecodedSample& sample : samples) {
      for (size_t i = 0; i < totals.size(); ++i) totals[i] += sample.values[i];
    }
    return totals;
  }

  std::vector<std::string> strings;
  std::vector<std::pair<std::string, std::string>> sample_types;
  std::vector<DecodedMapping> mappings;
  std::vector<DecodedLocation> locations;
  std::vector<DecodedSample> samples;
  std::map<std::string, std::string> comments;
  std::pair<std::string, std::string> period_type;
  std::string default_sample_type;
  int64_t period = 0, time_nanos = 0, duration_nanos = 0;

 private:
  std::pair<std::string, std::string> ValueType(protozero::pbf_reader message);
  void AddMapping(protozero::pbf_reader message);
  void AddLocation(protozero::pbf_reader message);
  void AddSample(protozero::pbf_reader message);
  void AddLabel(protozero::pbf_reader message, DecodedSample* sample);
  void Check() const;
};

inline std::pair<std::string, std::string> DecodedProfile::ValueType(
    protozero::pbf_reader message) {
  std::pair<std::string, std::string> result;
  while (message.next()) {
    std::string& target = message.tag() == 1 ? result.first : result.second;
    target = strings.at(static_cast<size_t>(message.get_int64()));
  }
  return result;
}

inline void DecodedProfile::AddMapping(protozero::pbf_reader message) {
  DecodedMapping mapping;
  while (message.next()) {
    const uint64_t value = message.get_uint64();
    switch (message.tag()) {
      case 1:
        mapping.id = value;
        break;
      case 2:
        mapping.start = value;
        break;
      case 3:
        mapping.limit = value;
        break;
      case 4:
        mapping.offset = value;
        break;
      case 5:
        mapping.file = strings.at(value);
        break;
      case 6:
        mapping.build_id = strings.at(value);
        break;
    }
  }
  mappings.push_back(mapping);
}

inline void DecodedProfile::AddLocation(protozero::pbf_reader message) {
  DecodedLocation location;
  while (message.next()) {
    const uint64_t value = message.get_uint64();
    switch (message.tag()) {
      case 1:
        location.id = value;
        break;
      case 2:
        location.mapping_id = value;
        break;
      case 3:
        location.address = value;
        break;
    }
  }
  locations.push_back(location);
}

inline void DecodedProfile::AddLabel(protozero::pbf_reader message,
                                     DecodedSample* sample) {
  std::string key, text, unit;
  int64_t number = 0;
  while (message.next()) {
    const int64_t value = message.get_int64();
    switch (message.tag()) {
      case 1:
        key = strings.at(static_cast<size_t>(value));
        break;
      case 2:
        text = strings.at(static_cast<size_t>(value));
        break;
      case 3:
        number = value;
        break;
      case 4:
        unit = strings.at(static_cast<size_t>(value));
        break;
    }
  }
  if (key == "birth") sample->has_birth = true;
  if (text.empty()) {
    sample->numbers[key] = number;
    sample->units[key] = unit;
  } else {
    sample->texts[key] = text;
  }
}

inline void DecodedProfile::AddSample(protozero::pbf_reader message) {
  DecodedSample sample;
  while (message.next()) {
    switch (message.tag()) {
      case 1:
        for (const uint64_t id : message.get_packed_uint64()) {
          sample.locations.push_back(id);
        }
        break;
      case 2:
        for (const int64_t value : message.get_packed_int64()) {
          sample.values.push_back(value);
        }
        break;
      case 3:
        AddLabel(message.get_message(), &sample);
        break;
    }
  }
  samples.push_back(sample);
}

inline void DecodedProfile::Check() const {
  for (size_t i = 0; i < mappings.size(); ++i) {
    if (mappings[i].id != i + 1) throw std::runtime_error("mapping id");
  }
  for (size_t i = 0; i < locations.size(); ++i) {
    if (locations[i].id != i + 1) throw std::runtime_error("location id");
    if (locations[i].mapping_id > mappings.size()) {
      throw std::runtime_error("mapping of location");
    }
  }
  for (const DecodedSample& sample : samples) {
    if (sample.values.size() != sample_types.size()) {
      throw std::runtime_error("number of values");
    }
    for (const uint64_t id : sample.locations) {
      if (id == 0 || id > locations.size()) {
        throw std::runtime_error("location of sample");
      }
    }
  }
}

inline DecodedProfile::DecodedProfile(const std::string& data) {
  protozero::pbf_reader first(data);
  while (first.next(6)) strings.push_back(first.get_string());
  if (strings.empty() || !strings[0].empty()) {
    throw std::runtime_error("string table");
  }
  protozero::pbf_reader message(data);
  while (message.next()) {
    switch (message.tag()) {
      case 1:
        sample_types.push_back(ValueType(message.get_message()));
        break;
      case 2:
        AddSample(message.get_message());
        break;
      case 3:
        AddMapping(message.get_message());
        break;
      case 4:
        AddLocation(message.get_message());
        break;
      case 9:
        time_nanos = message.get_int64();
        break;
      case 10:
        duration_nanos = message.get_int64();
        break;
      case 11:
        period_type = ValueType(message.get_message());
        break;
      case 12:
        period = message.get_int64();
        break;
      case 13: {
        const std::string& text =
            strings.at(static_cast<size_t>(message.get_int64()));
        const size_t equals = text.find('=');
        comments[text.substr(0, equals)] = text.substr(equals + 1);
        break;
      }
      case 14:
        default_sample_type =
            strings.at(static_cast<size_t>(message.get_int64()));
        break;
      default:
        message.skip();
    }
  }
  Check();
}

}  // namespace leaktrace

#endif  // LEAKTRACE_TESTS_PRELOAD_SNAPSHOT_DECODED_PROFILE_H_
