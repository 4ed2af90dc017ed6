#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <vector>

#include "mockserver/json/json.h"
#include "mockserver/json/json_lexer.h"

namespace wireproof::mock {
namespace {

// Escapes what RFC 8259 section 7 demands and nothing more, as Jackson does.
void WriteString(std::string& out, std::string_view text) {
  out += '"';
  std::size_t done = 0;  // what is before it stands in `out`
  std::size_t at = 0;
  const auto replace = [&](std::string_view with) {
    out.append(text, done, at - done).append(with);
    done = ++at;
  };
  while (at < text.size()) {
    const auto octet = static_cast<unsigned char>(text[at]);
    switch (octet) {
      case '"':
        replace("\\\"");
        continue;
      case '\\':
        replace("\\\\");
        continue;
      case '\b':
        replace("\\b");
        continue;
      case '\f':
        replace("\\f");
        continue;
      case '\n':
        replace("\\n");
        continue;
      case '\r':
        replace("\\r");
        continue;
      case '\t':
        replace("\\t");
        continue;
      default:
        break;
    }
    if (octet < 0x20) {
      replace(fmt::format("\\u{:04X}", octet));
    } else if (octet < 0x80) {
      ++at;
    } else if (const std::size_t length = Utf8SequenceLength(text.substr(at)); length > 0) {
      at += length;
    } else {
      replace("\xEF\xBF\xBD");
    }
  }
  out.append(text, done).append("\"");
}

// Walks without recursion: a value that was built may be nested deeper than one that was read.
class Writer {
 public:
  explicit Writer(JsonLayout layout) : pretty_(layout == JsonLayout::kPretty) {}

  std::string Write(const Json& value) {
    Begin(value);
    while (!open_.empty()) {
      Open& top = open_.back();
      const bool first = top.next == top.container->begin();
      if (top.next == top.container->end()) {
        Close();
        continue;
      }
      if (!first) out_ += ',';
      const bool object = top.container->is_object();
      if (object) NewLine();
      if (!object && pretty_) out_ += ' ';
      if (object) {
        WriteString(out_, top.next.key());
        out_ += pretty_ ? " : " : ":";
      }
      const Json& next = *top.next++;
      Begin(next);  // `top` may be gone
    }
    return std::move(out_);
  }

 private:
  struct Open {
    const Json* container;
    Json::const_iterator next;
  };

  void Begin(const Json& value) {
    if (value.is_structured()) {
      out_ += value.is_object() ? '{' : '[';
      open_.push_back({.container = &value, .next = value.begin()});
      if (value.is_object()) ++level_;
    } else if (IsNumber(value)) {
      out_ += NumberText(value);
    } else if (value.is_string()) {
      WriteString(out_, value.get_ref<const std::string&>());
    } else if (value.is_boolean()) {
      out_ += value.get<bool>() ? "true" : "false";
    } else {
      out_ += "null";  // also for what is no JSON: discarded, binary of other kinds
    }
  }

  // Arrays stand on one line, objects have a line for each member; only these indent.
  void Close() {
    const Json& container = *open_.back().container;
    open_.pop_back();
    if (container.is_object()) --level_;
    if (container.is_object() && !container.empty()) {
      NewLine();
    } else if (pretty_) {
      out_ += ' ';
    }
    out_ += container.is_object() ? '}' : ']';
  }

  void NewLine() {
    if (pretty_) out_.append("\n").append(2 * level_, ' ');
  }

  bool pretty_;
  std::string out_;
  std::vector<Open> open_;
  std::size_t level_ = 0;
};

}  // namespace

std::string WriteJson(const Json& value, JsonLayout layout) {
  return Writer(layout).Write(value);
}

std::string JsonAsText(const Json& value) {
  return value.is_string() ? value.get<std::string>() : WriteJson(value);
}

}  // namespace wireproof::mock
