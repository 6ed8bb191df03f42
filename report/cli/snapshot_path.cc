// See snapshot_path.h.
#include "report/cli/snapshot_path.h"

#include <algorithm>
#include <cstddef>
#include <string>

#include "preload/snapshot_format.h"

namespace leaktrace::report {

std::string SnapshotPath(const std::string& series_directory,
                         const std::string& reply) {
  const std::string key = std::string(format::kSequenceKey) + "=";
  if (!reply.starts_with(key)) return series_directory;
  std::string digits = reply.substr(key.size(), reply.find('\n') - key.size());
  const size_t missing =
      format::kSequenceDigits -
      std::min<size_t>(format::kSequenceDigits, digits.size());
  digits.insert(0, missing, '0');
  return series_directory + "/" + digits + format::kSnapshotSuffix;
}

}  // namespace leaktrace::report
