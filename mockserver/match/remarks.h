// What went wrong while a request was matched: content that is no JSON or no XML, a path that found
// nothing. In the journal they are sub-events of the exchange, as WireMock has them.
//
// Noted are those of each stub that was asked, up to the first of its parts that did not match, in
// the order in which stubs are asked; none twice. `not` and `or` keep theirs to themselves, and so
// do multipart patterns; of several values only the nearest has any.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wireproof::mock {

struct Remark {
  std::string type = {};  // of the sub-event
  std::string json = {};  // its data
  bool operator==(const Remark&) const = default;
};

inline constexpr char kWarningRemark[] = "WARNING";
inline constexpr char kJsonErrorRemark[] = "JSON_ERROR";

class Remarks {
 public:
  // Limits: a request can be looked at by thousands of stubs, and be large. What is beyond is left
  // out.
  static constexpr std::size_t kMost = 50;
  static constexpr std::size_t kMostShownBytes = 1024;  // of a value in a message

  // {"message"}: `message` says what is wrong with the value.
  void Warn(std::string_view message);
  // {"errors"}: the value was to be JSON.
  void NoteNoJson(std::string_view value, std::string_view detail);

  bool full() const { return list_.size() >= kMost; }
  std::size_t size() const { return list_.size(); }
  // Takes back those that were noted since `size` was the size.
  void TakeBack(std::size_t size) { list_.resize(size); }
  // Gives them away: none is left.
  std::vector<Remark> Take() { return std::exchange(list_, {}); }

 private:
  void Add(Remark remark);
  std::vector<Remark> list_;
};

// As a message shows it: the beginning of a long one, and never half a character.
std::string ShownValue(std::optional<std::string_view> value);

}  // namespace wireproof::mock
