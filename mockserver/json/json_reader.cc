#include <fmt/format.h>

#include <iterator>
#include <nlohmann/json.hpp>
#include <unordered_map>
#include <utility>
#include <vector>

#include "mockserver/json/json.h"
#include "mockserver/json/json_lexer.h"

namespace wireproof::mock {
namespace {

// Up to so many members duplicates are searched by comparing each with each.
constexpr std::size_t kFewMembers = 8;

// Quotes a key for a message: printable ASCII, not long.
std::string Quoted(std::string_view key) {
  constexpr std::size_t kMost = 60;
  std::string text = nlohmann::json(key.substr(0, kMost))
                         .dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
  if (key.size() > kMost) text += "...";
  return text;
}

// Builds bottom-up: what is complete waits on a stack until its container closes, so each value is
// moved, never copied (a growing ordered_map copies its members).
class TextReader {
 public:
  TextReader(std::string_view text, const JsonReading& reading)
      : text_(text), reading_(reading), lexer_(text, reading.relaxed) {}

  std::expected<Json, JsonProblem> Read() {
    while (!problem_ && !done_) Step(lexer_.Next());
    if (!problem_) CheckEnd(lexer_.Next());
    if (problem_) return std::unexpected(*std::move(problem_));
    return std::move(values_.front());
  }

 private:
  enum class State : std::uint8_t {
    kValue,
    kFirstItem,  // or "]"
    kFirstKey,   // or "}"
    kKey,
    kColon,
    kAfterItem,
    kAfterMember,
  };
  struct Key {
    std::string text = {};
    std::size_t offset = 0;  // where it stands
  };
  // A container that is not closed yet: where its values and keys begin on the stacks.
  struct Open {
    bool object = false;
    std::size_t first_value = 0;
    std::size_t first_key = 0;
  };

  void CheckEnd(JsonToken token) {
    if (token == JsonToken::kBad) return Fail(lexer_.message());
    if (token != JsonToken::kEnd) Fail(Found(token) + " after the value");
  }

  void Step(JsonToken token) {
    switch (state_) {
      case State::kFirstItem:
        if (token == JsonToken::kCloseArray) return CloseArray();
        [[fallthrough]];
      case State::kValue:
        return Value(token);
      case State::kFirstKey:
        if (token == JsonToken::kCloseObject) return CloseObject();
        [[fallthrough]];
      case State::kKey:
        if (token != JsonToken::kString) return Unexpected(token);
        keys_.push_back({.text = std::move(lexer_.string()), .offset = lexer_.offset()});
        state_ = State::kColon;
        return;
      case State::kColon:
        if (token != JsonToken::kColon) return Unexpected(token);
        state_ = State::kValue;
        return;
      case State::kAfterItem:
        if (token == JsonToken::kCloseArray) return CloseArray();
        if (token != JsonToken::kComma) return Unexpected(token);
        state_ = State::kValue;
        return;
      case State::kAfterMember:
        if (token == JsonToken::kCloseObject) return CloseObject();
        if (token != JsonToken::kComma) return Unexpected(token);
        state_ = State::kKey;
        return;
    }
  }

  void Value(JsonToken token) {
    switch (token) {
      case JsonToken::kOpenObject:
        return OpenContainer(true);
      case JsonToken::kOpenArray:
        return OpenContainer(false);
      case JsonToken::kString:
        return Add(std::move(lexer_.string()));
      case JsonToken::kNumber:
        return Add(MakeNumber(lexer_.number()));
      case JsonToken::kTrue:
        return Add(true);
      case JsonToken::kFalse:
        return Add(false);
      case JsonToken::kNull:
        return Add(nullptr);
      default:
        return Unexpected(token);
    }
  }

  void OpenContainer(bool object) {
    if (open_.size() >= reading_.max_depth) {
      return Fail(fmt::format("nested deeper than {} levels", reading_.max_depth));
    }
    open_.push_back({.object = object, .first_value = values_.size(), .first_key = keys_.size()});
    state_ = object ? State::kFirstKey : State::kFirstItem;
  }

  void Add(Json value) {
    values_.push_back(std::move(value));
    done_ = open_.empty();
    state_ = !done_ && open_.back().object ? State::kAfterMember : State::kAfterItem;
  }

  void CloseArray() {
    const auto first = values_.begin() + static_cast<std::ptrdiff_t>(open_.back().first_value);
    Json::array_t items(std::make_move_iterator(first), std::make_move_iterator(values_.end()));
    values_.erase(first, values_.end());
    open_.pop_back();
    Add(std::move(items));
  }

  void CloseObject() {
    if (!SettleDuplicates()) return;
    const auto [object, first_value, first_key] = open_.back();
    Json::object_t members;
    members.reserve(values_.size() - first_value);
    for (std::size_t i = 0; first_value + i < values_.size(); ++i) {
      if (values_[first_value + i].is_discarded()) continue;  // an earlier member has its value
      // Not emplace, which looks for the key among all members.
      members.emplace_back(std::move(keys_[first_key + i].text),
                           std::move(values_[first_value + i]));
    }
    values_.erase(values_.begin() + static_cast<std::ptrdiff_t>(first_value), values_.end());
    keys_.erase(keys_.begin() + static_cast<std::ptrdiff_t>(first_key), keys_.end());
    open_.pop_back();
    Add(std::move(members));
  }

  // Refuses a key given twice, or leaves one member for it: in the place of the first, with the
  // value of the last.
  bool SettleDuplicates() {
    const auto [object, first_value, first_key] = open_.back();
    const std::size_t count = keys_.size() - first_key;
    const bool few = count <= kFewMembers;
    std::unordered_map<std::string_view, std::size_t> places;
    if (!few) places.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
      const std::string& key = keys_[first_key + i].text;
      std::size_t place = 0;
      if (few) {
        while (keys_[first_key + place].text != key) ++place;
      } else {
        place = places.try_emplace(key, i).first->second;
      }
      if (place == i) continue;
      if (reading_.refuse_duplicate_keys) {
        FailAt(keys_[first_key + i].offset, PointerTo(PointerOf(open_.size() - 1), key),
               fmt::format("duplicate key {}", Quoted(key)));
        return false;
      }
      values_[first_value + place] = std::move(values_[first_value + i]);
      values_[first_value + i] = Json(Json::value_t::discarded);
    }
    return true;
  }

  void Unexpected(JsonToken token) {
    if (token == JsonToken::kBad) return Fail(lexer_.message());
    Fail(Found(token) + Wanted());
  }

  void Fail(std::string message) { FailAt(lexer_.offset(), Pointer(), std::move(message)); }

  void FailAt(std::size_t offset, std::string pointer, std::string_view message) {
    problem_ =
        JsonProblem{.pointer = std::move(pointer),
                    .message = fmt::format("{}: {}", JsonLexer::Place(text_, offset), message)};
  }

  std::string Found(JsonToken token) const {
    switch (token) {
      case JsonToken::kEnd:
        return "the text ends";
      case JsonToken::kString:
        return "found a string";
      case JsonToken::kNumber:
        return "found a number";
      default:
        return fmt::format("found {}", ShownOctet(text_[lexer_.offset()]));
    }
  }

  std::string Wanted() const {
    switch (state_) {
      case State::kValue:
        return "; expected a value";
      case State::kFirstItem:
        return "; expected a value or ']'";
      case State::kFirstKey:
        return "; expected a key or '}'";
      case State::kKey:
        return "; expected a key";
      case State::kColon:
        return "; expected ':'";
      case State::kAfterItem:
        return "; expected ',' or ']'";
      case State::kAfterMember:
        return "; expected ',' or '}'";
    }
    return "";
  }

  // Of the value in which the reader is: the innermost container, or what is begun in it.
  std::string Pointer() const {
    const bool begun = state_ == State::kValue || state_ == State::kColon;
    return PointerOf(begun ? open_.size() : open_.size() - (open_.empty() ? 0 : 1));
  }

  // Of the value in which the reader is, so many levels down.
  std::string PointerOf(std::size_t depth) const {
    std::string pointer;
    for (std::size_t i = 0; i < depth; ++i) {
      const bool last = i + 1 == open_.size();
      if (open_[i].object) {
        const std::size_t keys = last ? keys_.size() : open_[i + 1].first_key;
        pointer = PointerTo(pointer, keys_[keys - 1].text);
      } else {
        const std::size_t values = last ? values_.size() : open_[i + 1].first_value;
        pointer = PointerTo(pointer, values - open_[i].first_value);
      }
    }
    return pointer;
  }

  std::string_view text_;
  const JsonReading& reading_;
  JsonLexer lexer_;
  State state_ = State::kValue;
  std::vector<Open> open_;
  std::vector<Json> values_;  // complete, of all open containers
  std::vector<Key> keys_;     // likewise; the last may wait for its value
  bool done_ = false;
  std::optional<JsonProblem> problem_;
};

}  // namespace

std::expected<Json, JsonProblem> ReadJson(std::string_view text, const JsonReading& reading) {
  if (text.size() > reading.max_bytes) {
    return std::unexpected(
        JsonProblem{.message = fmt::format("a JSON text of {} octets; at most {}", text.size(),
                                           reading.max_bytes)});
  }
  return TextReader(text, reading).Read();
}

}  // namespace wireproof::mock
