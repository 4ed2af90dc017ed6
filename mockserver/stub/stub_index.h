// Which stubs may answer a request, without asking each. Immutable. Private to this folder.
//
// Exact URLs by hash, path templates by a tree, regular expressions by their literal beginning;
// stubs for any URL by method. What remains to be asked of a candidate is its method, what the
// index could not decide of its URL, and everything beyond.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "mockserver/match/request.h"
#include "mockserver/stub/candidates.h"
#include "mockserver/stub/stub_store.h"
#include "mockserver/stub/template_tree.h"
#include "mockserver/stub/url_regexes.h"

namespace wireproof::mock {

class StubIndex {
 public:
  // Stubs for connections are left out of the answers. Keeps the stubs alive.
  explicit StubIndex(std::vector<StoredStubPtr> stubs);
  StubIndex(const StubIndex&) = delete;
  StubIndex& operator=(const StubIndex&) = delete;

  // In order of precedence; their numbers are their places here.
  std::span<const StoredStubPtr> stubs() const { return stubs_; }
  std::optional<std::size_t> NumberOf(const StoredStub& stub) const;

  // The request must outlive the candidates.
  void Collect(const Request& request, Candidates& out) const;

 private:
  using List = std::vector<IndexEntry>;
  void Add(const IndexEntry& entry);

  std::vector<StoredStubPtr> stubs_;
  TextMap<List> urls_;
  TextMap<List> paths_;
  TemplateTree templates_;
  bool has_templates_ = false;
  UrlRegexes url_patterns_;
  UrlRegexes path_patterns_;
  std::vector<List> any_;  // a list a method
};

}  // namespace wireproof::mock
