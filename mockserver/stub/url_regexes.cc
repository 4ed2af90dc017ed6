#include "mockserver/stub/url_regexes.h"

#include <re2/re2.h>
#include <re2/set.h>

#include <algorithm>
#include <cstdint>
#include <utility>

#include "mockserver/match/java_regex.h"
#include "mockserver/stub/stub_store.h"

namespace wireproof::mock {
namespace {

// Longer ones tell no more stubs apart, and cost more to compare.
constexpr std::size_t kMaxPrefix = 128;
constexpr std::size_t kNoParent = SIZE_MAX;

const JavaRegex& RegexOf(const IndexEntry& entry) {
  return *entry.stub->stub->request.url().regex;
}

}  // namespace

// All patterns of one bucket; the nth is that of its nth entry.
class UrlRegexes::PatternSet : public EntryFilter {
 public:
  // Null where it needs too much memory.
  static std::unique_ptr<PatternSet> Make(const std::vector<IndexEntry>& entries,
                                          const std::string& prefix) {
    auto set = std::unique_ptr<PatternSet>(new PatternSet(entries));
    for (const IndexEntry& entry : entries) {
      if (set->set_.Add(RegexOf(entry).translated(), nullptr) < 0) return nullptr;
    }
    if (!set->set_.Compile()) return nullptr;
    // The automaton is built by the first match: now rather than while a client waits.
    std::vector<int> unused;
    set->set_.Match(prefix, &unused);
    return set;
  }

  // `all` is the end of the bucket's list: those before are removed.
  bool Select(std::string_view text, std::span<const IndexEntry> all,
              std::vector<IndexEntry>& out) const override {
    std::vector<int> matching;
    RE2::Set::ErrorInfo error{};
    if (!set_.Match(text, &matching, &error)) return error.kind == RE2::Set::kNoError;
    std::ranges::sort(matching);
    const std::size_t gone = entries_.size() - all.size();
    for (const int n : matching) {
      const auto at = static_cast<std::size_t>(n);
      if (at >= gone) out.push_back(entries_[at]);
    }
    return true;
  }

 private:
  explicit PatternSet(const std::vector<IndexEntry>& entries)
      : entries_(entries), set_(Options(), RE2::ANCHOR_BOTH) {}

  static RE2::Options Options() {
    RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(static_cast<std::int64_t>(kMaxSetBytes));
    return options;
  }

  const std::vector<IndexEntry>& entries_;
  RE2::Set set_;
};

struct UrlRegexes::Bucket {
  std::string prefix = {};
  std::size_t parent = kNoParent;
  std::vector<IndexEntry> entries = {};
  std::unique_ptr<PatternSet> set = {};
};

UrlRegexes::UrlRegexes() = default;
UrlRegexes::~UrlRegexes() = default;

void UrlRegexes::Add(const IndexEntry& entry) {
  Bucket bucket{.prefix = RegexOf(entry).LiteralPrefix().substr(0, kMaxPrefix)};
  bucket.entries.push_back(entry);
  buckets_.push_back(std::move(bucket));
}

void UrlRegexes::Freeze() {
  std::ranges::stable_sort(buckets_, {}, &Bucket::prefix);
  std::vector<Bucket> merged;
  for (Bucket& bucket : buckets_) {
    if (!merged.empty() && merged.back().prefix == bucket.prefix) {
      merged.back().entries.push_back(bucket.entries.front());
      continue;
    }
    std::size_t parent = merged.empty() ? kNoParent : merged.size() - 1;
    while (parent != kNoParent && !bucket.prefix.starts_with(merged[parent].prefix)) {
      parent = merged[parent].parent;
    }
    bucket.parent = parent;
    merged.push_back(std::move(bucket));
  }
  buckets_ = std::move(merged);
  for (Bucket& bucket : buckets_) {  // from here on nothing moves
    if (bucket.entries.size() < kFewestForSet) continue;
    bucket.set = PatternSet::Make(bucket.entries, bucket.prefix);
  }
}

void UrlRegexes::Collect(std::string_view text, Candidates& out) const {
  if (buckets_.empty()) return;
  // What is not ASCII may not be UTF-8 either; the patterns know what that means.
  if (!std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; })) {
    for (const Bucket& bucket : buckets_) out.Add(bucket.entries);
    return;
  }
  const auto after = std::ranges::upper_bound(
      buckets_, text, {}, [](const Bucket& bucket) { return std::string_view(bucket.prefix); });
  if (after == buckets_.begin()) return;
  auto at = static_cast<std::size_t>(after - buckets_.begin()) - 1;
  while (at != kNoParent) {
    const Bucket& bucket = buckets_[at];
    if (text.starts_with(bucket.prefix)) out.Add(bucket.entries, bucket.set.get(), text);
    at = bucket.parent;
  }
}

}  // namespace wireproof::mock
