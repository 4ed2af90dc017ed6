// Stubs with a regular expression for their URL, by the literal text it begins with. Private to
// this folder.
//
// "/things/17/.*" is looked at only for what begins with "/things/17/". Many with the same prefix
// are asked together (RE2::Set).
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "mockserver/stub/candidates.h"

namespace wireproof::mock {

class UrlRegexes {
 public:
  // From so many on, a set is worth its memory; below, they are asked one by one.
  static constexpr std::size_t kFewestForSet = 32;
  // Of one set. Where it is too little, its patterns are asked one by one.
  static constexpr std::size_t kMaxSetBytes = std::size_t{64} << 20;

  UrlRegexes();
  ~UrlRegexes();
  UrlRegexes(const UrlRegexes&) = delete;
  UrlRegexes& operator=(const UrlRegexes&) = delete;

  // Before Freeze, in order of precedence. The stub's URL must be a regular expression.
  void Add(const IndexEntry& entry);
  // Makes it ready for Collect; sets are compiled and warmed here.
  void Freeze();

  // The lists of those that may match. `text` must outlive the candidates.
  void Collect(std::string_view text, Candidates& out) const;

 private:
  struct Bucket;
  class PatternSet;

  // Sorted by prefix. All prefixes of a text are among the last one before it in this order and
  // its parents (the next shorter prefix of each).
  std::vector<Bucket> buckets_;
};

}  // namespace wireproof::mock
