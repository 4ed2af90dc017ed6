// Stubs that may answer a request, handed out one by one by priority and age. Private to this
// folder.
//
// The lists of an index are sorted already; this merges them lazily. A request whose first
// candidate answers costs one comparison a list, and no allocation.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace wireproof::mock {

struct StoredStub;
using StoredStubPtr = std::shared_ptr<const StoredStub>;

// A stub in a list of an index.
struct IndexEntry {
  const StoredStub* stub = nullptr;
  const StoredStubPtr* owner = nullptr;  // in its index
  int rank = 0;                          // priority: smaller goes first
  std::uint64_t place = 0;               // insertion index: larger goes first
  std::uint32_t number = 0;              // of the stub in its index
  bool url_matches = false;  // by its place in the index; else the pattern is to be asked

  bool GoesBefore(const IndexEntry& other) const {
    return rank != other.rank ? rank < other.rank : place > other.place;
  }
};

// Finds out which of many regular expressions match, in one go.
class EntryFilter {
 public:
  virtual ~EntryFilter() = default;
  // The entries of `all` that match, in their order; false where it cannot tell (out of memory).
  virtual bool Select(std::string_view text, std::span<const IndexEntry> all,
                      std::vector<IndexEntry>& out) const = 0;
};

class Candidates {
 public:
  // Entries of that index that are no longer there; may be null. For the lists added next.
  void SetRemoved(const std::vector<bool>* removed) { removed_ = removed; }

  // A sorted list, which must outlive this. With a filter: those that match `text`, asked only
  // when the first of the list would be next.
  void Add(std::span<const IndexEntry> list, const EntryFilter* filter = nullptr,
           std::string_view text = {});

  // The next one, null at the end. Valid as long as the lists are.
  const IndexEntry* Next();

 private:
  struct Cursor {
    const IndexEntry* at = nullptr;
    const IndexEntry* end = nullptr;
    const std::vector<bool>* removed = nullptr;
    const EntryFilter* filter = nullptr;
    std::string_view text = {};
  };

  Cursor* First();
  void Filter(Cursor& cursor);
  static void SkipRemoved(Cursor& cursor);
  Cursor& At(std::size_t n) { return n < few_.size() ? few_[n] : more_[n - few_.size()]; }

  const std::vector<bool>* removed_ = nullptr;
  std::array<Cursor, 12> few_;
  std::size_t size_ = 0;
  std::vector<Cursor> more_;
  std::vector<std::vector<IndexEntry>> filtered_;
};

}  // namespace wireproof::mock
