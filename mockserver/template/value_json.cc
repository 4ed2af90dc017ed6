#include "mockserver/template/value_json.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "mockserver/template/utf16.h"

namespace wireproof::mock {
namespace {

void WriteString(std::string_view text, const ValueJsonStyle& style, TextSink& sink) {
  std::string quoted = "\"";
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t size = handlebars::CharacterSize(text, at);
    const char c = text[at];
    if (c == '"' || c == '\\' || (c == '/' && style.escapes_slash)) {
      quoted += '\\';
      quoted += c;
    } else if (c == '\n') {
      quoted += "\\n";
    } else if (c == '\r') {
      quoted += "\\r";
    } else if (c == '\t') {
      quoted += "\\t";
    } else if (c == '\b') {
      quoted += "\\b";
    } else if (c == '\f') {
      quoted += "\\f";
    } else if (static_cast<unsigned char>(c) < 0x20) {
      quoted += fmt::format("\\u{:04X}", static_cast<unsigned char>(c));
    } else if (static_cast<unsigned char>(c) >= 0x80 && size == 1) {
      quoted += "\xef\xbf\xbd";
    } else {
      quoted += text.substr(at, size);
    }
    at += size;
  }
  sink.Append(quoted + "\"");
}

class Writer {
 public:
  Writer(const ValueJsonStyle& style, TextSink& sink) : style_(style), sink_(sink) {}

  void Write(const TemplateValue& value, std::size_t level) {
    if (sink_.full()) return;
    if (value.is_null()) return sink_.Append("null");
    if (const auto* number = std::get_if<Decimal>(&value.variant())) {
      return sink_.Append(style_.exponents ? number->Text() : number->PlainText());
    }
    if (value.is_number() || value.boolean()) return value.Write(sink_);
    if (value.is_list()) return WriteList(value, level);
    if (const auto entries = value.Entries()) return WriteMembers(*entries, level);
    TextSink text(kMostText);
    value.Write(text);
    WriteString(text.Take(), style_, sink_);
  }

 private:
  static constexpr std::size_t kMostText = std::size_t{64} << 20;

  void WriteList(const TemplateValue& list, std::size_t level) {
    const std::size_t size = list.size();
    if (const auto* plain = std::get_if<std::shared_ptr<const TemplateList>>(&list.variant());
        plain != nullptr && (*plain)->prints_first && size == 1) {
      return Write(list.At(0), level);
    }
    sink_.Append(style_.pretty ? "[ " : "[");
    for (std::size_t i = 0; i < size && !sink_.full(); ++i) {
      if (i > 0) sink_.Append(style_.pretty ? ", " : ",");
      Write(list.At(i), level);
    }
    sink_.Append(style_.pretty && size > 0 ? " ]" : "]");
  }

  void WriteMembers(const TemplateEntries& entries, std::size_t level) {
    sink_.Append("{");
    bool some = false;
    for (const auto& [key, value] : entries) {
      if (sink_.full()) return;
      if (style_.drops_nulls && value.is_null()) continue;
      if (some) sink_.Append(",");
      some = true;
      if (style_.pretty) Break(level + 1);
      WriteString(key, style_, sink_);
      sink_.Append(style_.pretty ? " : " : ":");
      Write(value, level + 1);
    }
    if (style_.pretty) some ? Break(level) : sink_.Append(" ");
    sink_.Append("}");
  }

  void Break(std::size_t level) { sink_.Append("\n" + std::string(2 * level, ' ')); }

  const ValueJsonStyle& style_;
  TextSink& sink_;
};

}  // namespace

void WriteValueJson(const TemplateValue& value, const ValueJsonStyle& style, TextSink& sink) {
  Writer(style, sink).Write(value, 0);
}

void WriteJsonPathResult(const TemplateValue& value, TextSink& sink) {
  if (value.is_list()) {
    return WriteValueJson(value, {.escapes_slash = true, .exponents = true}, sink);
  }
  WriteValueJson(value, {.pretty = true, .drops_nulls = true}, sink);
}

}  // namespace wireproof::mock
