// Test helper: one input, cut in every way that matters, must always mean the same.
//
// Each piece lies flush against a page that may not be touched, so a read of one octet too many
// crashes; and the buffer is used again for the next piece, so a view that was kept shows.
#pragma once

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

namespace wireproof::wire {

class GuardedBuffer {
 public:
  explicit GuardedBuffer(std::size_t capacity) {
    const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    usable_ = (capacity + page) / page * page;
    size_ = usable_ + page;
    void* mapped = mmap(nullptr, size_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mapped == MAP_FAILED) throw std::bad_alloc();
    memory_ = static_cast<char*>(mapped);
    mprotect(memory_ + usable_, page, PROT_NONE);
  }
  GuardedBuffer(const GuardedBuffer&) = delete;
  GuardedBuffer& operator=(const GuardedBuffer&) = delete;
  ~GuardedBuffer() { munmap(memory_, size_); }

  // A copy of the bytes that ends where the forbidden page begins. Overwrites the last copy.
  std::string_view Place(std::string_view bytes) {
    std::memset(memory_, '!', usable_);
    char* begin = memory_ + usable_ - bytes.size();
    std::memcpy(begin, bytes.data(), bytes.size());
    return {begin, bytes.size()};
  }

 private:
  char* memory_ = nullptr;
  std::size_t usable_ = 0;
  std::size_t size_ = 0;
};

// `run(feed)` makes a parser, gives it the pieces by calling feed(take) with a function
// take(string_view piece), and returns what came of it. Runs it on the whole input, octet by
// octet, and cut in two at each offset; returns the result of the whole.
template <typename Run>
auto ParseEveryWay(std::string_view input, Run run) {
  GuardedBuffer buffer(input.size());
  auto with_cuts = [&](const std::vector<std::size_t>& cuts) {
    return run([&](auto&& take) {
      std::size_t begin = 0;
      for (std::size_t i = 0; i <= cuts.size(); ++i) {
        const std::size_t end = i < cuts.size() ? cuts[i] : input.size();
        if (end > begin) take(buffer.Place(input.substr(begin, end - begin)));
        begin = end;
      }
    });
  };
  const auto whole = with_cuts({});
  std::vector<std::size_t> everywhere;
  for (std::size_t i = 1; i < input.size(); ++i) everywhere.push_back(i);
  EXPECT_EQ(with_cuts(everywhere), whole) << "octet by octet";
  for (std::size_t cut : everywhere) EXPECT_EQ(with_cuts({cut}), whole) << "cut at " << cut;
  return whole;
}

}  // namespace wireproof::wire
