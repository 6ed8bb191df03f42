// A program that says where its calls are: prints name, module and file offset.
#ifndef LEAKTRACE_TESTS_SYMBOLIZER_PROBE_PROBE_H_
#define LEAKTRACE_TESTS_SYMBOLIZER_PROBE_PROBE_H_

// Prints "<name> <file offset of its return address> <module path>".
void Record(const char* name);

#endif  // LEAKTRACE_TESTS_SYMBOLIZER_PROBE_PROBE_H_
