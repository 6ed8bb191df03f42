// Source files, looked for where the compiler saw them and where they are now.
#ifndef LEAKTRACE_REPORT_CLI_SOURCE_TEXT_H_
#define LEAKTRACE_REPORT_CLI_SOURCE_TEXT_H_

#include <map>
#include <string>
#include <vector>

namespace leaktrace::report {

struct SourceText {
  std::vector<std::string> lines;
  std::string problem;  // why there are none
};

class SourceReader {
 public:
  // `directories` are tried first, with ever shorter ends of a file's path;
  // then the path itself, below `sysroot` if there is one.
  SourceReader(std::string sysroot, std::vector<std::string> directories);

  // Each file once. Valid as long as the reader.
  const SourceText& Read(const std::string& file);

 private:
  std::vector<std::string> Candidates(const std::string& file) const;

  std::string sysroot_;
  std::vector<std::string> directories_;
  std::map<std::string, SourceText> texts_;
};

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_CLI_SOURCE_TEXT_H_
