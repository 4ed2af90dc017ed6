#include "http/script/octets_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "http/script/json_reader.h"

namespace wireproof::script {
namespace {

using nlohmann::json;

std::unexpected<OctetsError> NotOctets(std::string_view pointer, std::string message) {
  return std::unexpected(
      OctetsError{.pointer = std::string(pointer), .message = std::move(message)});
}

bool IsNameCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-' || c == '.';
}

std::optional<int> HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return std::nullopt;
}

std::optional<std::string> FromHex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const auto high = HexDigit(text[i]);
    const auto low = HexDigit(text[i + 1]);
    if (!high || !low) return std::nullopt;
    bytes += static_cast<char>((*high << 4) | *low);
  }
  return bytes;
}

// RFC 4648 section 4, padded, and with the unused bits zero (3.5): one spelling for each value.
std::optional<std::string> FromBase64(std::string_view text) {
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  if (text.size() % 4 != 0) return std::nullopt;
  std::size_t padding = 0;
  while (padding < 2 && text.ends_with('=')) {
    text.remove_suffix(1);
    ++padding;
  }
  std::string bytes;
  std::uint32_t bits = 0;
  int held = 0;
  for (const char c : text) {
    const auto value = kAlphabet.find(c);
    if (value == std::string_view::npos) return std::nullopt;
    bits = (bits << 6) | static_cast<std::uint32_t>(value);
    held += 6;
    if (held >= 8) {
      held -= 8;
      bytes += static_cast<char>((bits >> held) & 0xff);
    }
  }
  const bool unused_bits = (bits & ((1u << held) - 1)) != 0;
  if (unused_bits || held != static_cast<int>(padding * 2)) return std::nullopt;
  return bytes;
}

// By doubling: a million times one byte is a usual form.
std::string Repeated(const std::string& text, std::uint64_t times) {
  const auto size = text.size() * static_cast<std::size_t>(times);
  std::string bytes = text.substr(0, size);
  bytes.reserve(size);
  while (bytes.size() < size) bytes.append(bytes, 0, size - bytes.size());
  return bytes;
}

constexpr std::string_view kForms =
    "a string, an array of lines, {\"hex\"}, {\"base64\"}, {\"repeat\", \"times\"} or {\"join\"}";

}  // namespace

std::expected<OctetsTemplate, OctetsError> OctetsReader::Read(const json& value) {
  return ReadAt(value, "");
}

OctetsReader::Result OctetsReader::ReadAt(const json& value, const std::string& pointer) {
  if (depth_ >= OctetsTemplate::kMaxDepth) {
    return NotOctets(pointer,
                     fmt::format("octets nested deeper than {} levels", OctetsTemplate::kMaxDepth));
  }
  ++depth_;
  Result octets = ReadForm(value, pointer);
  --depth_;
  return octets;
}

OctetsReader::Result OctetsReader::ReadForm(const json& value, const std::string& pointer) {
  if (value.is_string()) return ReadText(value.get_ref<const std::string&>(), pointer);
  if (value.is_array()) return ReadJoined(value, "\r\n", pointer);
  if (value.is_object()) return ReadObject(value, pointer);
  return NotOctets(pointer,
                   fmt::format("found {}; expected octets: {}", value.type_name(), kForms));
}

OctetsReader::Result OctetsReader::ReadText(const std::string& text, const std::string& pointer) {
  const std::optional<std::string> bytes = OctetsFromUtf8(text);
  if (!bytes) {
    return NotOctets(pointer, "a character above U+00FF; expected one character a byte");
  }
  OctetsTemplate octets;
  std::string_view rest = *bytes;
  while (!rest.empty()) {
    const auto dollar = std::min(rest.find('$'), rest.size());
    octets.AppendText(rest.substr(0, dollar));
    rest.remove_prefix(dollar);
    if (rest.empty()) break;
    if (rest.starts_with("$$")) {
      octets.AppendText("$");
      rest.remove_prefix(2);
      continue;
    }
    const auto end = rest.find('}');
    const bool closed = rest.starts_with("${") && end != std::string_view::npos;
    const std::string_view name = closed ? rest.substr(2, end - 2) : std::string_view();
    if (name.empty() || !std::ranges::all_of(name, IsNameCharacter)) {
      return NotOctets(pointer, "a '$' that begins no variable; expected ${name}, or $$ for a '$'");
    }
    octets.AppendVariable(name);
    rest.remove_prefix(end + 1);
  }
  return WithinLimits(std::move(octets), pointer);
}

OctetsReader::Result OctetsReader::ReadJoined(const json& items, std::string_view between,
                                              const std::string& pointer) {
  OctetsTemplate octets;
  std::size_t size = 0;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) octets.AppendText(between);
    Result item = ReadAt(items[i], PointerTo(pointer, i));
    if (!item) return item;
    octets.Append(*item);
    // Looked at each time, so that a sum of large items is refused before it is built.
    size += item->Size();
    if (size > OctetsTemplate::kMaxBytes || octets.pieces_.size() > OctetsTemplate::kMaxPieces) {
      break;
    }
  }
  return WithinLimits(std::move(octets), pointer);
}

OctetsReader::Result OctetsReader::ReadObject(const json& object, const std::string& pointer) {
  if (object.contains("repeat")) return ReadRepeat(object, pointer);
  if (object.size() == 1) {
    const std::string& key = object.begin().key();
    const json& value = object.begin().value();
    const std::string here = PointerTo(pointer, key);
    if (key == "join") {
      if (value.is_array()) return ReadJoined(value, "", here);
      return NotOctets(here, fmt::format("found {}; expected an array", value.type_name()));
    }
    if (key == "hex" || key == "base64") {
      const auto text = value.is_string() ? value.get<std::string>() : std::string("?");
      const auto bytes = key == "hex" ? FromHex(text) : FromBase64(text);
      if (bytes) return WithinLimits(OctetsTemplate(*bytes), here);
      return NotOctets(here, key == "hex" ? "expected pairs of hexadecimal digits"
                                          : "expected base64 with its padding");
    }
  }
  std::string keys;
  for (const auto& [key, value] : object.items()) {
    keys += fmt::format("{}{}", keys.empty() ? "" : ", ", JsonText(key));
  }
  return NotOctets(pointer,
                   fmt::format("found an object of {{{}}}; expected octets: {}", keys, kForms));
}

OctetsReader::Result OctetsReader::ReadRepeat(const json& object, const std::string& pointer) {
  for (const auto& [key, value] : object.items()) {
    if (key != "repeat" && key != "times") {
      return NotOctets(PointerTo(pointer, key), "unknown key; expected \"repeat\" and \"times\"");
    }
  }
  const auto times_at = object.find("times");
  if (times_at == object.end() || !times_at->is_number_unsigned()) {
    return NotOctets(PointerTo(pointer, "times"), "expected a whole number, 0 or more");
  }
  Result item = ReadAt(object.at("repeat"), PointerTo(pointer, "repeat"));
  if (!item || item->pieces_.empty()) return item;

  const auto times = times_at->get<std::uint64_t>();
  const std::size_t size = item->Size();
  const bool one_text = item->pieces_.size() == 1 && !item->pieces_.front().is_variable;
  if ((size > 0 && times > OctetsTemplate::kMaxBytes / size) ||
      (!one_text && times > OctetsTemplate::kMaxPieces / item->pieces_.size())) {
    return NotOctets(pointer, fmt::format("over the limit of {} bytes and {} pieces",
                                          OctetsTemplate::kMaxBytes, OctetsTemplate::kMaxPieces));
  }
  if (one_text) {
    return OctetsTemplate(Repeated(item->pieces_.front().text, times));
  }
  OctetsTemplate octets;
  for (std::uint64_t i = 0; i < times; ++i) octets.Append(*item);
  return octets;
}

OctetsReader::Result OctetsReader::WithinLimits(OctetsTemplate octets, const std::string& pointer) {
  if (octets.Size() <= OctetsTemplate::kMaxBytes &&
      octets.pieces_.size() <= OctetsTemplate::kMaxPieces) {
    return octets;
  }
  return NotOctets(pointer, fmt::format("over the limit of {} bytes and {} pieces",
                                        OctetsTemplate::kMaxBytes, OctetsTemplate::kMaxPieces));
}

}  // namespace wireproof::script
