// Plain escape sequences of ECMA-48 and xterm: every terminal of today knows
// the few that are needed, and no terminal database is.
#include "report/cli/terminal_screen.h"

#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

namespace leaktrace::report {
namespace {

constexpr std::string_view kEnter = "\x1b[?1049h\x1b[?25l\x1b[2J";
constexpr std::string_view kLeave = "\x1b[?25h\x1b[?1049l";
constexpr char kEscapeByte = '\x1b';

void Put(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

bool HasInput(int timeout_ms) {
  pollfd input{STDIN_FILENO, POLLIN, 0};
  return poll(&input, 1, timeout_ms) > 0;
}

// An end of input counts as "q": the terminal went away.
char ReadByte() {
  char byte = 0;
  return read(STDIN_FILENO, &byte, 1) == 1 ? byte : 'q';
}

// Behind an escape byte: "[A", "[5~". Nothing follows a key pressed alone.
Key ReadSequence() {
  constexpr int kSequenceMs = 25;
  if (!HasInput(kSequenceMs)) return Key::kEscape;
  const char kind = ReadByte();
  if ((kind != '[' && kind != 'O') || !HasInput(kSequenceMs)) {
    return Key::kEscape;
  }
  switch (ReadByte()) {
    case 'A':
      return Key::kUp;
    case 'B':
      return Key::kDown;
    case '5':
      if (HasInput(kSequenceMs)) ReadByte();
      return Key::kPageUp;
    case '6':
      if (HasInput(kSequenceMs)) ReadByte();
      return Key::kPageDown;
    default:
      return Key::kNone;
  }
}

}  // namespace

TerminalScreen::TerminalScreen() {
  tcgetattr(STDIN_FILENO, &before_);
  termios raw = before_;
  raw.c_lflag &= ~static_cast<tcflag_t>(ECHO | ICANON);
  tcsetattr(STDIN_FILENO, TCSAFLUSH, &raw);
  Put(kEnter);
}

TerminalScreen::~TerminalScreen() {
  Put(kLeave);
  tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
}

bool TerminalScreen::IsPossible() {
  if (isatty(STDIN_FILENO) == 0 || isatty(STDOUT_FILENO) == 0) return false;
  return CurrentSize().rows > 0;
}

TerminalScreen::Size TerminalScreen::CurrentSize() {
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) return {};
  return {size.ws_col, size.ws_row};
}

void TerminalScreen::Show(const std::vector<std::string>& lines) {
  std::string text = "\x1b[H";
  for (size_t i = 0; i < lines.size(); ++i) {
    text += lines[i] + "\x1b[K";
    if (i + 1 < lines.size()) text += "\r\n";
  }
  Put(text);
}

KeyPress TerminalScreen::ReadKey(int timeout_ms) {
  if (!HasInput(timeout_ms)) return {};
  const char byte = ReadByte();
  if (byte == kEscapeByte) return {ReadSequence(), 0};
  if (byte == '\n' || byte == '\r') return {Key::kEnter, 0};
  return {Key::kCharacter, byte};
}

}  // namespace leaktrace::report
