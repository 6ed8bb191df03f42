#include "preload/options.h"

#include <cstring>

namespace leaktrace {
namespace {

constexpr char kPrefix[] = "LEAKTRACE_";
constexpr uint64_t kNsPerMs = 1'000'000;
constexpr uint64_t kNsPerSecond = 1'000 * kNsPerMs;

struct Unit {
  const char* suffix;
  uint64_t factor;
};

// Thousandths, so that "1.5s" needs no floating point. False: no number.
bool ParseThousandths(const char** text, uint64_t* thousandths) {
  constexpr uint64_t kLimit = UINT64_MAX / 20'000;
  const char* p = *text;
  uint64_t value = 0;
  while (*p >= '0' && *p <= '9') {
    if (value > kLimit) return false;
    value = value * 10 + static_cast<uint64_t>(*p++ - '0');
  }
  if (p == *text) return false;
  value *= 1000;
  if (*p == '.') {
    ++p;
    for (uint64_t place = 100; *p >= '0' && *p <= '9'; ++p, place /= 10) {
      value += static_cast<uint64_t>(*p - '0') * place;
    }
  }
  *text = p;
  *thousandths = value;
  return true;
}

template <size_t N>
bool ParseWithUnit(const char* text, const Unit (&units)[N], uint64_t* value) {
  uint64_t thousandths = 0;
  if (!ParseThousandths(&text, &thousandths)) return false;
  for (const Unit& unit : units) {
    if (strcmp(text, unit.suffix) != 0) continue;
    const auto product =
        static_cast<unsigned __int128>(thousandths) * unit.factor / 1000;
    *value = static_cast<uint64_t>(product);
    return product <= UINT64_MAX;
  }
  return false;
}

template <typename Value>
struct Choice {
  const char* text;
  Value value;
};

template <typename Value, size_t N>
bool ParseChoice(const char* text, const Choice<Value> (&choices)[N],
                 Value* value) {
  for (const Choice<Value>& choice : choices) {
    if (strcmp(text, choice.text) != 0) continue;
    *value = choice.value;
    return true;
  }
  return false;
}

constexpr Choice<Follow> kFollow[] = {
    {"none", Follow::kNone}, {"fork", Follow::kFork}, {"exec", Follow::kExec}};
constexpr Choice<Unwinder> kUnwinders[] = {{"cfi", Unwinder::kCfi},
                                           {"libunwind", Unwinder::kLibunwind},
                                           {"fp", Unwinder::kFramePointers}};
constexpr Choice<bool> kSwitch[] = {{"0", false}, {"1", true}};

constexpr Unit kTimeUnits[] = {{"", kNsPerSecond},
                               {"s", kNsPerSecond},
                               {"ms", kNsPerMs},
                               {"m", 60 * kNsPerSecond},
                               {"h", 3600 * kNsPerSecond}};

// A duration, or 0: never by the clock.
bool ParsePeriod(const char* text, uint64_t* period_ns) {
  uint64_t value = 0;
  if (!ParseWithUnit(text, kTimeUnits, &value)) return false;
  if (value != 0 && value < kNsPerMs) return false;
  *period_ns = value;
  return true;
}

// "1%", "0.5%"; a number alone is per cent too.
bool ParseShare(const char* text, uint64_t* parts_per_million) {
  constexpr Unit kUnits[] = {{"", 10'000}, {"%", 10'000}};
  return ParseWithUnit(text, kUnits, parts_per_million);
}

bool ParseStart(const char* text, Options* options) {
  constexpr char kAfter[] = "after=";
  constexpr char kRss[] = "rss=";
  if (strcmp(text, "now") == 0) return true;
  options->start_paused = true;
  if (strcmp(text, "paused") == 0) return true;
  if (strncmp(text, kAfter, sizeof(kAfter) - 1) == 0 &&
      ParseDuration(text + sizeof(kAfter) - 1, &options->start_after_ns)) {
    return true;
  }
  if (strncmp(text, kRss, sizeof(kRss) - 1) == 0 &&
      ParseBytes(text + sizeof(kRss) - 1, &options->start_rss_bytes)) {
    return true;
  }
  options->start_paused = false;
  return false;
}

// True if the variable is not ours, or was understood.
bool Apply(const char* name, const char* value, Options* options) {
  const auto is = [name](const char* n) {
    const size_t length = strlen(n);
    return strncmp(name, n, length) == 0 && name[length] == '=';
  };
  if (is("INTERVAL")) return ParseBytes(value, &options->interval_bytes);
  if (is("BUDGET")) return ParseShare(value, &options->budget_ppm);
  if (is("EVERY")) return ParsePeriod(value, &options->every_ns);
  if (is("FOLLOW")) return ParseChoice(value, kFollow, &options->follow);
  if (is("UNWINDER")) {
    return ParseChoice(value, kUnwinders, &options->unwinder);
  }
  if (is("SEED")) return ParseBytes(value, &options->seed);
  if (is("MEMORY")) return ParseBytes(value, &options->memory_bytes);
  if (is("RETAIN")) return ParseBytes(value, &options->retain_bytes);
  if (is("RSS_STEP")) return ParseBytes(value, &options->rss_step_bytes);
  if (is("START")) return ParseStart(value, options);
  if (is("THREADS")) return ParseChoice(value, kSwitch, &options->name_threads);
  if (is("VERBOSE")) return ParseChoice(value, kSwitch, &options->verbose);
  if (is("DIR")) options->directory = value;
  return true;
}

}  // namespace

bool ParseBytes(const char* text, uint64_t* bytes) {
  constexpr Unit kUnits[] = {{"", 1},
                             {"K", 1ull << 10},
                             {"k", 1ull << 10},
                             {"KiB", 1ull << 10},
                             {"M", 1ull << 20},
                             {"m", 1ull << 20},
                             {"MiB", 1ull << 20},
                             {"G", 1ull << 30},
                             {"g", 1ull << 30},
                             {"GiB", 1ull << 30}};
  return ParseWithUnit(text, kUnits, bytes);
}

bool ParseDuration(const char* text, uint64_t* duration_ns) {
  uint64_t value = 0;
  if (!ParsePeriod(text, &value) || value == 0) return false;
  *duration_ns = value;
  return true;
}

Options ReadOptions(const char* const* environment) {
  Options options;
  for (; environment != nullptr && *environment != nullptr; ++environment) {
    const char* entry = *environment;
    if (strncmp(entry, kPrefix, sizeof(kPrefix) - 1) != 0) continue;
    const char* name = entry + sizeof(kPrefix) - 1;
    const char* equals = strchr(name, '=');
    if (equals == nullptr) continue;
    if (!Apply(name, equals + 1, &options) && options.invalid_name == nullptr) {
      options.invalid_name = entry;
    }
  }
  return options;
}

}  // namespace leaktrace
