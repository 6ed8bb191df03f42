// See trace_json.h.
#include "report/render/trace_json.h"

#include <cstdint>
#include <optional>
#include <string>

#include "report/render/json_text.h"

namespace leaktrace::report {
namespace {

constexpr double kMicrosecondsPerSecond = 1e6;

class Events {
 public:
  explicit Events(int64_t pid) : pid_(pid) {}

  void NameProcess(const std::string& name) {
    list_.push_back({{"ph", "M"},
                     {"name", "process_name"},
                     {"pid", pid_},
                     {"args", {{"name", name}}}});
  }

  void Count(const std::string& name, double time_s,
             const std::optional<int64_t>& bytes) {
    if (!bytes) return;
    list_.push_back({{"ph", "C"},
                     {"name", name},
                     {"pid", pid_},
                     {"ts", time_s * kMicrosecondsPerSecond},
                     {"args", {{"bytes", *bytes}}}});
  }

  const Json& list() const { return list_; }

 private:
  int64_t pid_;
  Json list_ = Json::array();
};

// Two functions of one name in two modules are two counters.
std::string CounterName(const SeriesOwner& owner) {
  return owner.module.empty() ? owner.name
                              : owner.name + " [" + owner.module + "]";
}

}  // namespace

std::string RenderTrace(const SeriesView& view) {
  Events events(view.pid.value_or(1));
  events.NameProcess(view.executable);
  for (size_t i = 0; i < view.points.size(); ++i) {
    const PagePoint& point = view.points[i];
    events.Count("process: anonymous memory", point.time_s,
                 point.anonymous_bytes);
    events.Count("process: live heap", point.time_s, point.live_bytes);
    events.Count("process: kept by the allocator", point.time_s,
                 point.retained_bytes);
    for (const SeriesOwner& owner : view.owners) {
      events.Count(CounterName(owner), point.time_s,
                   owner.values[i][kInuseSpaceType]);
    }
  }
  const Json json = {{"displayTimeUnit", "ms"}, {"traceEvents", events.list()}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace leaktrace::report
