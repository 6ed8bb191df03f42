// A series long enough to be judged, on disk: two owners, one of which may
// grow.
#ifndef LEAKTRACE_TESTS_REPORT_CLI_JUDGED_SERIES_H_
#define LEAKTRACE_TESTS_REPORT_CLI_JUDGED_SERIES_H_

#include <cstdint>
#include <string>

#include "gtest/gtest.h"
#include "report/profile/profile_writer.h"
#include "tests/report/analysis/profile_builder.h"
#include "tests/report/profile/temporary_directory.h"

namespace leaktrace::report {

class JudgedSeries {
 public:
  static constexpr int64_t kStepNs = 10'000'000'000;
  static constexpr int64_t kObjects = 16;  // of 64 KiB per interval

  // Registry::Keep gains `growth_bytes` between two snapshots. From the 8th on
  // the wall clock is ahead by `clock_jump_ns`.
  explicit JudgedSeries(int snapshots, int64_t growth_bytes = 1 << 20,
                        int64_t clock_jump_ns = 0, int64_t start = 1000,
                        int64_t anonymous_mib = 40)
      : anonymous_mib_(anonymous_mib) {
    for (int32_t i = 0; i < snapshots; ++i) {
      SnapshotInfo info = Info(i, start);
      if (i >= 7) info.time_ns += clock_jump_ns;
      Write(info, growth_bytes);
    }
  }

  std::string File(int64_t sequence) const {
    return path() + "/" + std::to_string(1000000 + sequence).substr(1) + ".pb";
  }

  const std::string& path() const { return directory_.path(); }
  const TemporaryDirectory& directory() const { return directory_; }

 private:
  SnapshotInfo Info(int64_t sequence, int64_t start) const {
    SnapshotInfo info;
    info.from_leaktrace = true;
    info.sequence = sequence;
    info.pid = 7;
    info.start_time_ns = start * kStepNs;
    info.uptime_ns = (sequence + 1) * kStepNs;
    info.time_ns = *info.start_time_ns + *info.uptime_ns;
    info.executable = "/usr/bin/server";
    info.memory["rss_anon_bytes"] = (anonymous_mib_ + sequence) << 20;
    return info;
  }

  void Write(const SnapshotInfo& info, int64_t growth_bytes) {
    const auto sequence = static_cast<int32_t>(*info.sequence);
    ProfileBuilder builder;
    builder.profile.info = info;
    builder.Add({"LoadConfig(char const*)", "main"}, 30 << 20, 0);
    for (int32_t birth = 0; growth_bytes > 0 && birth <= sequence; ++birth) {
      Sample& sample = builder.Add({"operator new(unsigned long)",
                                    "Registry::Keep(int)", "Serve()", "main"},
                                   growth_bytes, birth);
      sample.live_objects = sample.sampled_objects = kObjects;
    }
    for (Sample& sample : builder.profile.samples) {
      sample.alloc_bytes = sample.live_bytes;
      sample.alloc_objects = sample.live_objects;
    }
    const absl::Status written =
        WriteProfile(builder.profile, ProfileEncoding::kRaw, File(sequence));
    EXPECT_TRUE(written.ok()) << written;
  }

  int64_t anonymous_mib_;
  TemporaryDirectory directory_;
};

}  // namespace leaktrace::report

#endif  // LEAKTRACE_TESTS_REPORT_CLI_JUDGED_SERIES_H_
