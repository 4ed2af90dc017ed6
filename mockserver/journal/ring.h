// The journal's memory: records one behind the other in a ring of octets, the oldest overwritten.
//
// Private to this folder. Positions grow for ever; the ring maps them to its memory. A record never
// wraps: what is left before the end is skipped.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "mockserver/journal/journal_size.h"

namespace wireproof::mock {

class Ring {
 public:
  // Each record starts with one: its size in all, a multiple of kAlign, and its kind.
  struct Head {
    std::uint32_t size = 0;
    std::uint32_t kind = 0;  // 0: skipped, nothing in it
  };
  static constexpr std::size_t kAlign = 8;

  // From kLeastJournalBytes to kMostJournalBytes are taken; memory of the system is used as it
  // fills.
  explicit Ring(std::size_t octets);
  ~Ring();
  Ring(const Ring&) = delete;
  Ring& operator=(const Ring&) = delete;

  std::size_t capacity() const { return capacity_; }
  std::size_t used() const { return head_ - tail_; }
  // No record may be larger.
  std::size_t most_of_record() const { return std::min(capacity_ / 2, std::size_t{1} << 30); }

  // Where the oldest record is; equal to head() where there is none.
  std::uint64_t tail() const { return tail_; }
  std::uint64_t head() const { return head_; }

  // Octets that must be free to append a record of that size, the skipped ones included.
  std::size_t Needed(std::size_t size) const {
    const std::size_t to_end = capacity_ - head_offset_;
    return size <= to_end ? size : to_end + size;
  }
  std::size_t free() const { return capacity_ - used(); }

  // Appends room for a record, of which `size` and `kind` are set. Needed(size) must be free. The
  // position of the record; its octets are At(position).
  std::uint64_t Append(std::size_t size, std::uint32_t kind);
  // Asks the processor for the memory of the next records of about that size, and of the oldest,
  // which will go for them: on a ring larger than the caches each is a wait for memory otherwise.
  void Foresee(std::size_t size) const {
    constexpr std::size_t kLine = 64;
    constexpr std::size_t kMostLines = 32;
    const std::size_t end = std::min(head_offset_ + std::min(size, kLine * kMostLines), capacity_);
    for (std::size_t at = head_offset_; at < end; at += kLine) __builtin_prefetch(memory_ + at, 1);
    __builtin_prefetch(memory_ + tail_offset_);
  }
  // Removes the oldest record.
  void DropOldest() { MoveTail(oldest()->size); }
  Head* oldest() const { return reinterpret_cast<Head*>(memory_ + tail_offset_); }
  void Clear() { MoveTail(used()); }

  char* At(std::uint64_t position) const { return memory_ + position % capacity_; }
  Head* HeadAt(std::uint64_t position) const { return reinterpret_cast<Head*>(At(position)); }

 private:
  void MoveTail(std::size_t size) {
    tail_ += size;
    tail_offset_ += size;
    if (tail_offset_ >= capacity_) tail_offset_ -= capacity_;
  }
  void MoveHead(std::size_t size) {
    head_ += size;
    head_offset_ += size;
    if (head_offset_ >= capacity_) head_offset_ -= capacity_;
  }

  char* memory_ = nullptr;
  std::size_t capacity_ = 0;
  std::uint64_t head_ = 0;
  std::uint64_t tail_ = 0;
  // The two modulo the capacity: a division each time would cost as much as the rest.
  std::size_t head_offset_ = 0;
  std::size_t tail_offset_ = 0;
};

}  // namespace wireproof::mock
