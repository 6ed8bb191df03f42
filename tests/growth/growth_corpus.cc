// growth_corpus DIR: the verdict on every owner of every labelled case of DIR,
// as JSON on stdout, in the format that the corpus' scorer reads.
#include <exception>
#include <iostream>

#include "tests/growth/growth_verdicts_json.h"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: growth_corpus DIRECTORY > verdicts.json\n";
    return 4;
  }
  try {
    leaktrace::report::WriteGrowthVerdicts(argv[1], std::cout);
  } catch (const std::exception& error) {
    std::cerr << "growth_corpus: " << error.what() << "\n";
    return 4;
  }
  return 0;
}
