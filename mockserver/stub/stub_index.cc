#include "mockserver/stub/stub_index.h"

#include <algorithm>
#include <string>
#include <utility>

namespace wireproof::mock {
namespace {

IndexEntry EntryOf(const StoredStub& stub) {
  return {.stub = &stub, .rank = stub.stub->rank(), .place = stub.insertion_index};
}

}  // namespace

StubIndex::StubIndex(std::vector<StoredStubPtr> stubs) : stubs_(std::move(stubs)) {
  std::ranges::sort(stubs_, [](const StoredStubPtr& a, const StoredStubPtr& b) {
    return EntryOf(*a).GoesBefore(EntryOf(*b));
  });
  for (std::size_t n = 0; n < stubs_.size(); ++n) {
    if (stubs_[n]->stub->wireproof.connect.has_value()) continue;
    IndexEntry entry = EntryOf(*stubs_[n]);
    entry.owner = &stubs_[n];
    entry.number = static_cast<std::uint32_t>(n);
    Add(entry);
  }
  url_patterns_.Freeze();
  path_patterns_.Freeze();
}

void StubIndex::Add(const IndexEntry& entry) {
  const RequestPattern& pattern = entry.stub->stub->request;
  const UrlPattern& url = pattern.url();
  IndexEntry decided = entry;
  decided.url_matches = true;
  switch (url.form) {
    case UrlForm::kUrl:
      urls_[url.text].push_back(decided);
      return;
    case UrlForm::kUrlPath:
      paths_[url.text].push_back(decided);
      return;
    case UrlForm::kTemplate:
      templates_.Add(entry);
      has_templates_ = true;
      return;
    case UrlForm::kUrlPattern:
      url_patterns_.Add(entry);
      return;
    case UrlForm::kUrlPathPattern:
      path_patterns_.Add(entry);
      return;
    case UrlForm::kAny:
      break;
  }
  const auto same = std::ranges::find_if(any_, [&pattern](const List& list) {
    return list.front().stub->stub->request.method() == pattern.method();
  });
  if (same == any_.end()) {
    any_.push_back({decided});
  } else {
    same->push_back(decided);
  }
}

std::optional<std::size_t> StubIndex::NumberOf(const StoredStub& stub) const {
  const IndexEntry entry = EntryOf(stub);
  const auto found = std::ranges::partition_point(
      stubs_, [&entry](const StoredStubPtr& other) { return EntryOf(*other).GoesBefore(entry); });
  if (found == stubs_.end() || found->get() != &stub) return std::nullopt;
  return static_cast<std::size_t>(found - stubs_.begin());
}

void StubIndex::Collect(const Request& request, Candidates& out) const {
  if (!urls_.empty()) {
    if (const auto found = urls_.find(request.url()); found != urls_.end()) out.Add(found->second);
  }
  if (!paths_.empty()) {
    const auto found = paths_.find(request.path());
    if (found != paths_.end()) out.Add(found->second);
  }
  if (has_templates_) templates_.Collect(request.path(), out);
  url_patterns_.Collect(request.url(), out);
  path_patterns_.Collect(request.path(), out);
  for (const List& list : any_) {
    if (list.front().stub->stub->request.MatchesMethod(request.method())) out.Add(list);
  }
}

}  // namespace wireproof::mock
