#include "mockserver/journal/ring.h"

#include <sys/mman.h>

#include <algorithm>
#include <cassert>
#include <new>

namespace wireproof::mock {
namespace {

// From this size on, memory is taken in the system's large pages, of 2 MiB mostly.
constexpr std::size_t kLargePages = std::size_t{16} << 20;

}  // namespace

Ring::Ring(std::size_t octets) {
  capacity_ = std::clamp(octets, kLeastJournalBytes, kMostJournalBytes) / kAlign * kAlign;
  void* memory = ::mmap(nullptr, capacity_, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) throw std::bad_alloc();
  // Fewer page faults while it fills the first time; where that cannot be, it works all the same.
  if (capacity_ >= kLargePages) (void)::madvise(memory, capacity_, MADV_HUGEPAGE);
  memory_ = static_cast<char*>(memory);
}

Ring::~Ring() {
  ::munmap(memory_, capacity_);
}

std::uint64_t Ring::Append(std::size_t size, std::uint32_t kind) {
  assert(size % kAlign == 0 && size <= most_of_record() && Needed(size) <= free());
  const std::size_t skipped = Needed(size) - size;
  if (skipped > 0) {
    new (memory_ + head_offset_) Head{static_cast<std::uint32_t>(skipped), 0};
    MoveHead(skipped);
  }
  const std::uint64_t position = head_;
  new (memory_ + head_offset_) Head{static_cast<std::uint32_t>(size), kind};
  MoveHead(size);
  return position;
}

}  // namespace wireproof::mock
