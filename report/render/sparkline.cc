// See sparkline.h.
#include "report/render/sparkline.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace leaktrace::report {
namespace {

constexpr std::array<const char*, 8> kBars = {"▁", "▂", "▃", "▄",
                                              "▅", "▆", "▇", "█"};

std::vector<int64_t> Pieces(const std::vector<int64_t>& values, size_t width) {
  if (values.size() <= width) return values;
  std::vector<int64_t> pieces;
  for (size_t i = 0; i < width; ++i) {
    const auto begin =
        values.begin() + static_cast<std::ptrdiff_t>(i * values.size() / width);
    const auto end = values.begin() + static_cast<std::ptrdiff_t>(
                                          (i + 1) * values.size() / width);
    pieces.push_back(*std::max_element(begin, end));
  }
  return pieces;
}

}  // namespace

std::string Sparkline(const std::vector<int64_t>& values, size_t width) {
  if (values.empty() || width == 0) return "";
  const std::vector<int64_t> pieces = Pieces(values, width);
  const auto most = static_cast<double>(
      std::max<int64_t>(1, *std::max_element(pieces.begin(), pieces.end())));
  std::string line;
  for (const int64_t value : pieces) {
    const double share =
        static_cast<double>(std::max<int64_t>(0, value)) / most;
    line += kBars[static_cast<size_t>(share * (kBars.size() - 1) + 0.5)];
  }
  return line;
}

}  // namespace leaktrace::report
