#include "mockserver/stub/candidates.h"

#include <utility>

namespace wireproof::mock {

void Candidates::Add(std::span<const IndexEntry> list, const EntryFilter* filter,
                     std::string_view text) {
  Cursor cursor{.at = list.data(),
                .end = list.data() + list.size(),
                .removed = removed_,
                .filter = filter,
                .text = text};
  SkipRemoved(cursor);
  if (cursor.at == cursor.end) return;
  if (size_ < few_.size()) {
    few_[size_] = cursor;
  } else {
    more_.push_back(cursor);
  }
  ++size_;
}

const IndexEntry* Candidates::Next() {
  Cursor* first = First();
  while (first != nullptr && first->filter != nullptr) {
    Filter(*first);
    first = First();
  }
  if (first == nullptr) return nullptr;
  const IndexEntry* entry = first->at++;
  SkipRemoved(*first);
  return entry;
}

Candidates::Cursor* Candidates::First() {
  Cursor* first = nullptr;
  for (std::size_t n = 0; n < size_; ++n) {
    Cursor& cursor = At(n);
    if (cursor.at == cursor.end) continue;
    if (first == nullptr || cursor.at->GoesBefore(*first->at)) first = &cursor;
  }
  return first;
}

// Where the filter cannot tell, the whole list stays, and each pattern is asked.
void Candidates::Filter(Cursor& cursor) {
  const EntryFilter* filter = std::exchange(cursor.filter, nullptr);
  std::vector<IndexEntry> matching;
  if (!filter->Select(cursor.text, {cursor.at, cursor.end}, matching)) return;
  filtered_.push_back(std::move(matching));
  const std::vector<IndexEntry>& kept = filtered_.back();
  cursor.at = kept.data();
  cursor.end = kept.data() + kept.size();
  SkipRemoved(cursor);
}

void Candidates::SkipRemoved(Cursor& cursor) {
  if (cursor.removed == nullptr) return;
  while (cursor.at != cursor.end && (*cursor.removed)[cursor.at->number]) ++cursor.at;
}

}  // namespace wireproof::mock
