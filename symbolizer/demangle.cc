// The demanglers of libiberty, with bounds of our own.
//
// A name of a hundred characters can describe an output of terabytes by
// referring back to itself. libiberty's printers hold no heap memory, so the
// callback that sees too much text leaves them by longjmp.
#include "symbolizer/demangle.h"

#include <demangle.h>

#include <csetjmp>
#include <cstdlib>
#include <memory>

namespace leaktrace::symbolizer {
namespace {

constexpr size_t kMaxOutputBytes = 64 * 1024;
// libiberty refuses longer names unless told not to limit its recursion. Its
// stack use is then about 300 bytes for each byte of the name.
constexpr size_t kLibibertyNameBytes = 1024;
constexpr size_t kMaxNameBytes = 8 * 1024;
constexpr int kStyle = DMGL_PARAMS | DMGL_ANSI;

using CallbackDemangler = int (*)(const char*, int, demangle_callbackref,
                                  void*);

struct BoundedText {
  std::string text;
  std::jmp_buf overflow;
};

void AppendBounded(const char* part, size_t size, void* opaque) {
  auto* out = static_cast<BoundedText*>(opaque);
  if (out->text.size() + size > kMaxOutputBytes) {
    std::longjmp(out->overflow, 1);  // NOLINT(cert-err52-cpp)
  }
  out->text.append(part, size);
}

// Only C frames without clean-up lie between setjmp and longjmp.
bool RunDemangler(CallbackDemangler demangler, const char* name, int options,
                  BoundedText& out) {
  if (setjmp(out.overflow) != 0) {  // NOLINT(cert-err52-cpp)
    return false;
  }
  return demangler(name, options, &AppendBounded, &out) != 0;
}

bool TryDemangler(CallbackDemangler demangler, const std::string& name,
                  std::string* result) {
  const int options = name.size() > kLibibertyNameBytes
                          ? kStyle | DMGL_NO_RECURSE_LIMIT
                          : kStyle;
  BoundedText out;
  if (!RunDemangler(demangler, name.c_str(), options, out)) return false;
  *result = std::move(out.text);
  return true;
}

bool TryD(const std::string& name, std::string* result) {
  if (name.size() > kLibibertyNameBytes) return false;
  const std::unique_ptr<char, decltype(&std::free)> text(
      dlang_demangle(name.c_str(), kStyle), &std::free);
  if (text == nullptr) return false;
  *result = text.get();
  return true;
}

}  // namespace

std::string_view WithoutSymbolVersion(std::string_view linkage_name) {
  return linkage_name.substr(0, linkage_name.find('@', 1));
}

std::string Demangle(std::string_view linkage_name) {
  std::string name(WithoutSymbolVersion(linkage_name));
  if (name.size() > kMaxNameBytes || name.size() < 3 || name[0] != '_') {
    return name;
  }
  std::string result;
  // Legacy Rust names are also valid C++ names, so Rust goes first.
  const bool done =
      name[1] == 'D'
          ? TryD(name, &result)
          : TryDemangler(rust_demangle_callback, name, &result) ||
                TryDemangler(cplus_demangle_v3_callback, name, &result);
  return done ? result : name;
}

}  // namespace leaktrace::symbolizer
