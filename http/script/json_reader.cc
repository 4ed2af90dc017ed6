#include "http/script/json_reader.h"

#include <fmt/format.h>

#include <cstdint>
#include <iterator>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

namespace wireproof::script {
namespace {

using nlohmann::json;

// Reads the text for nlohmann's lexer and counts, because its SAX events do not say where.
class CountingIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  CountingIterator(const char* at, const char** furthest) : at_(at), furthest_(furthest) {}
  reference operator*() const { return *at_; }
  CountingIterator& operator++() {
    ++at_;
    if (*furthest_ < at_) *furthest_ = at_;
    return *this;
  }
  CountingIterator operator++(int) {
    CountingIterator before = *this;
    ++*this;
    return before;
  }
  bool operator==(const CountingIterator& other) const { return at_ == other.at_; }

 private:
  const char* at_;
  const char** furthest_;
};

// Quotes a key for a message: printable ASCII, not long.
std::string Quoted(std::string_view key) {
  constexpr std::size_t kMost = 60;
  std::string text = json(key.substr(0, kMost)).dump(-1, ' ', true, json::error_handler_t::replace);
  if (key.size() > kMost) text += "...";
  return text;
}

// nlohmann's message without its own prefix and position, and without bytes that do not print.
std::string Cleaned(std::string_view what) {
  for (const std::string_view mark : {"] ", "column ", ": "}) {
    if (const auto at = what.find(mark); at != std::string_view::npos) {
      if (mark != "column " || at < 60) what.remove_prefix(at + mark.size());
    }
  }
  std::string text;
  for (const char c : what) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte < 0x7f) {
      text += c;
    } else {
      text += fmt::format("\\x{:02x}", byte);
    }
  }
  return text;
}

// Builds the value from the lexer's events. The stack holds the containers that are open; `slot_`
// is where the next value of an object goes.
class Builder {
 public:
  explicit Builder(const JsonLimits& limits) : limits_(limits) {}

  bool null() { return Add(nullptr); }
  bool boolean(bool value) { return Add(value); }
  bool number_integer(json::number_integer_t value) { return Add(value); }
  bool number_unsigned(json::number_unsigned_t value) { return Add(value); }
  bool number_float(json::number_float_t value, const std::string&) { return Add(value); }
  bool string(std::string& value) { return Add(std::move(value)); }
  bool binary(json::binary_t&) { return false; }

  bool start_object(std::size_t) { return Open(json::object()); }
  bool end_object() { return Shut(); }
  bool start_array(std::size_t) { return Open(json::array()); }
  bool end_array() { return Shut(); }

  bool key(std::string& name) {
    const auto [at, is_new] = open_.back()->get_ref<json::object_t&>().emplace(name, nullptr);
    if (!is_new) return Fail(fmt::format("duplicate key {}", Quoted(name)));
    slot_ = &at->second;
    return true;
  }

  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception& error) {
    return Fail(Cleaned(error.what()));
  }

  json TakeValue() { return std::move(root_); }
  std::string TakeMessage() { return std::move(message_); }

 private:
  bool Fail(std::string message) {
    message_ = std::move(message);
    return false;
  }

  json* Place(json value) {
    if (open_.empty()) {
      root_ = std::move(value);
      return &root_;
    }
    if (open_.back()->is_array()) {
      auto& items = open_.back()->get_ref<json::array_t&>();
      items.push_back(std::move(value));
      return &items.back();
    }
    *slot_ = std::move(value);
    return slot_;
  }

  bool Add(json value) {
    Place(std::move(value));
    return true;
  }

  bool Open(json container) {
    if (open_.size() >= limits_.max_depth) {
      return Fail(fmt::format("nested deeper than {} levels", limits_.max_depth));
    }
    open_.push_back(Place(std::move(container)));
    return true;
  }

  bool Shut() {
    open_.pop_back();
    return true;
  }

  const JsonLimits& limits_;
  json root_;
  std::vector<json*> open_;  // stable: a container grows only while it is the last one here
  json* slot_ = nullptr;
  std::string message_;
};

JsonError ErrorAt(std::string_view text, std::size_t offset, std::string message) {
  JsonError error{.message = std::move(message), .line = 1, .column = 1};
  for (std::size_t i = 0; i < offset && i < text.size(); ++i) {
    if (text[i] == '\n') {
      ++error.line;
      error.column = 1;
    } else {
      ++error.column;
    }
  }
  return error;
}

}  // namespace

std::string Describe(const JsonError& error) {
  return fmt::format("{}:{}: {}", error.line, error.column, error.message);
}

std::expected<json, JsonError> ParseJson(std::string_view text, const JsonLimits& limits) {
  if (text.size() > limits.max_bytes) {
    const auto message =
        fmt::format("a JSON text of {} bytes; at most {}", text.size(), limits.max_bytes);
    return std::unexpected(ErrorAt(text, 0, message));
  }
  if (text.starts_with("\xef\xbb\xbf")) {
    return std::unexpected(ErrorAt(text, 0, "a byte order mark; expected a JSON value"));
  }
  const char* furthest = text.data();
  Builder builder(limits);
  try {
    const CountingIterator first(text.data(), &furthest);
    const CountingIterator last(text.data() + text.size(), &furthest);
    if (json::sax_parse(first, last, &builder)) return builder.TakeValue();
  } catch (const std::exception& error) {  // out of memory
    return std::unexpected(ErrorAt(text, 0, Cleaned(error.what())));
  }
  const auto read = static_cast<std::size_t>(furthest - text.data());
  return std::unexpected(ErrorAt(text, read == 0 ? 0 : read - 1, builder.TakeMessage()));
}

std::string JsonText(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string PointerTo(std::string_view parent, std::string_view key) {
  std::string pointer(parent);
  pointer += '/';
  for (const char c : key) {
    if (c == '~') {
      pointer += "~0";
    } else if (c == '/') {
      pointer += "~1";
    } else {
      pointer += c;
    }
  }
  return pointer;
}

std::string PointerTo(std::string_view parent, std::size_t index) {
  return fmt::format("{}/{}", parent, index);
}

}  // namespace wireproof::script
