// What a fuzzer insists on: the process ends, which libFuzzer reports with its input.
#pragma once

#include <cstdio>
#include <cstdlib>

namespace wireproof {

inline void Require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "broken: %s\n", what);
  std::abort();
}

}  // namespace wireproof
