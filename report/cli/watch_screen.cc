// One loop: a key or a tick, then whatever is new, then the screen.
#include "report/cli/watch_screen.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <future>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "preload/snapshot_format.h"
#include "report/cli/control_client.h"
#include "report/cli/exit_status.h"
#include "report/cli/progress_bar.h"
#include "report/cli/terminal.h"
#include "report/cli/terminal_screen.h"
#include "report/render/watch_text.h"

namespace leaktrace::report {
namespace {

constexpr int kTickMs = 250;
constexpr int kAskSeconds = 30;
constexpr size_t kPage = 10;

volatile std::sig_atomic_t ended = 0;

void OnEndSignal(int /*signal*/) { ended = 1; }

void CatchEndSignals() {
  struct sigaction action {};
  action.sa_handler = OnEndSignal;
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    sigaction(signal, &action, nullptr);
  }
}

// Live bytes by row of the report.
std::vector<std::vector<int64_t>> CurvesOf(const SeriesReport& report) {
  std::map<GroupKey, size_t> rows;
  for (size_t i = 0; i < report.view.owners.size(); ++i) {
    const OwnerRow& row = report.view.owners[i];
    rows[{row.name, row.module}] = i;
  }
  std::vector<std::vector<int64_t>> curves(report.view.owners.size());
  for (const OwnerHistory& history : report.series.owners) {
    const auto row = rows.find(report.keys[history.owner]);
    if (row == rows.end()) continue;
    for (const Totals& totals : history.totals) {
      curves[row->second].push_back(totals.live_bytes);
    }
  }
  return curves;
}

class Loop {
 public:
  explicit Loop(WatchedSeries* series) : series_(*series) {
    view_.message = "reading " + series_.directory();
  }

  int Run() {
    const TerminalScreen screen;
    while (ended == 0 && !quit_) {
      TakeNews();
      Draw();
      OnKey(TerminalScreen::ReadKey(kTickMs));
    }
    return kExitOk;
  }

 private:
  void TakeNews() {
    if (auto report = series_.Poll()) {
      if (report->ok()) {
        Show(**std::move(report));
      } else {
        view_.message = std::string(report->status().message());
      }
    }
    if (reply_.valid() &&
        reply_.wait_for(std::chrono::seconds(0)) == std::future_status::ready) {
      view_.message = reply_.get();
    }
  }

  void Show(SeriesReport report) {
    const std::string chosen = ChosenName();
    view_.curves = CurvesOf(report);
    if (view_.message.starts_with("reading ")) view_.message.clear();
    if (report.view.exit_bytes) view_.message = "the process has ended";
    view_.report = std::move(report.view);
    Choose(chosen);
  }

  // The choice stays with the owner when rows move.
  std::string ChosenName() const {
    const std::vector<size_t> order = WatchOrder(view_);
    return view_.selected < order.size()
               ? view_.report.owners[order[view_.selected]].name
               : "";
  }

  void Choose(const std::string& name) {
    const std::vector<size_t> order = WatchOrder(view_);
    for (size_t i = 0; i < order.size(); ++i) {
      if (view_.report.owners[order[i]].name == name) view_.selected = i;
    }
    view_.selected =
        std::min(view_.selected, std::max<size_t>(order.size(), 1) - 1);
  }

  void Draw() const {
    const TerminalScreen::Size size = TerminalScreen::CurrentSize();
    TextStyle style = StdoutStyle();
    style.width = size.columns;
    TerminalScreen::Show(RenderWatchScreen(
        view_, static_cast<size_t>(std::max(size.rows, 1)), style));
  }

  void OnKey(const KeyPress& press) {
    switch (press.key) {
      case Key::kUp:
        return Move(-1);
      case Key::kDown:
        return Move(1);
      case Key::kPageUp:
        return Move(-static_cast<int>(kPage));
      case Key::kPageDown:
        return Move(kPage);
      case Key::kEnter:
        view_.details = true;
        return;
      case Key::kEscape:
        view_.details = false;
        return;
      case Key::kCharacter:
        return OnCharacter(press.character);
      case Key::kNone:
        return;
    }
  }

  void Move(int rows) {
    const int last = static_cast<int>(WatchOrder(view_).size()) - 1;
    const int next = static_cast<int>(view_.selected) + rows;
    view_.selected =
        static_cast<size_t>(std::clamp(next, 0, std::max(last, 0)));
  }

  void OnCharacter(char key) {
    switch (key) {
      case 'q':
        quit_ = true;
        return;
      case 'k':
        return Move(-1);
      case 'j':
        return Move(1);
      case 's':
        return Ask(format::kRequestSnapshot, "snapshot taken");
      case 'p':
        paused_ = !paused_;
        return paused_ ? Ask(format::kRequestPause, "recording is paused")
                       : Ask(format::kRequestResume, "recording again");
      case 'v':
        return Sort(WatchSort::kReport);
      case 'l':
        return Sort(WatchSort::kLive);
      case 'c':
        return Sort(WatchSort::kChange);
      case 'r':
        return Sort(WatchSort::kRate);
      case 'n':
        return Sort(WatchSort::kName);
      default:
        return;
    }
  }

  void Sort(WatchSort sort) {
    const std::string chosen = ChosenName();
    view_.sort = sort;
    Choose(chosen);
  }

  // In the background: a snapshot of a large heap takes its time.
  void Ask(const std::string& request, const std::string& done) {
    if (reply_.valid()) return;
    view_.message = "asking the process ...";
    reply_ = std::async(
        std::launch::async,
        [directory = series_.directory(), request, done]() -> std::string {
          const absl::StatusOr<std::string> reply =
              AskProcess(directory, request, kAskSeconds);
          return reply.ok() ? done : std::string(reply.status().message());
        });
  }

  WatchedSeries& series_;
  WatchView view_;
  bool quit_ = false;
  bool paused_ = false;
  std::future<std::string> reply_;
};

}  // namespace

int RunWatchScreen(WatchedSeries* series) {
  CatchEndSignals();
  const ProgressBar::Silence silence;
  return Loop(series).Run();
}

}  // namespace leaktrace::report
