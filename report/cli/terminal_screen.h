// A whole terminal for as long as the object lives: other screen, no echo, no
// cursor. What was there before is there again afterwards.
#ifndef LEAKTRACE_REPORT_CLI_TERMINAL_SCREEN_H_
#define LEAKTRACE_REPORT_CLI_TERMINAL_SCREEN_H_

#include <termios.h>

#include <string>
#include <vector>

namespace leaktrace::report {

enum class Key {
  kNone,
  kUp,
  kDown,
  kPageUp,
  kPageDown,
  kEnter,
  kEscape,
  kCharacter
};

struct KeyPress {
  Key key = Key::kNone;
  char character = 0;  // for kCharacter
};

class TerminalScreen {
 public:
  TerminalScreen();
  ~TerminalScreen();
  TerminalScreen(const TerminalScreen&) = delete;
  TerminalScreen& operator=(const TerminalScreen&) = delete;

  // Standard input and output are one, with room enough.
  static bool IsPossible();

  struct Size {
    int columns = 0;
    int rows = 0;
  };
  static Size CurrentSize();

  static void Show(const std::vector<std::string>& lines);

  // Waits at most so long; kNone if nothing was pressed or a signal came.
  static KeyPress ReadKey(int timeout_ms);

 private:
  termios before_{};
};

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_CLI_TERMINAL_SCREEN_H_
