#include "http/script/octets.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "http/script/json_reader.h"
#include "http/script/octets_reader.h"

namespace wireproof::script {

using nlohmann::json;

std::string OctetsToUtf8(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size());
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      text += c;
    } else {
      text += static_cast<char>(0xc0 | (byte >> 6));
      text += static_cast<char>(0x80 | (byte & 0x3f));
    }
  }
  return text;
}

std::optional<std::string> OctetsFromUtf8(std::string_view text) {
  std::string bytes;
  bytes.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto first = static_cast<unsigned char>(text[i]);
    if (first < 0x80) {
      bytes += text[i];
      continue;
    }
    // U+0080 to U+00FF are two bytes, the first of them C2 or C3.
    if ((first != 0xc2 && first != 0xc3) || i + 1 == text.size()) return std::nullopt;
    const auto second = static_cast<unsigned char>(text[++i]);
    if ((second & 0xc0) != 0x80) return std::nullopt;
    bytes += static_cast<char>(((first & 0x03) << 6) | (second & 0x3f));
  }
  return bytes;
}

OctetsTemplate::OctetsTemplate(std::string_view literal) {
  AppendText(literal);
}

std::expected<OctetsTemplate, OctetsError> OctetsTemplate::FromJson(const json& value) {
  OctetsReader reader;
  return reader.Read(value);
}

json OctetsTemplate::ToJson() const {
  std::string bytes;
  for (const Piece& piece : pieces_) {
    if (piece.is_variable) {
      bytes += fmt::format("${{{}}}", piece.text);
      continue;
    }
    for (const char c : piece.text) bytes.append(c == '$' ? 2 : 1, c);
  }
  return OctetsToUtf8(bytes);
}

std::expected<std::string, std::string> OctetsTemplate::Expand(const VariableLookup& lookup) const {
  std::string bytes;
  for (const Piece& piece : pieces_) {
    if (!piece.is_variable) {
      bytes += piece.text;
      continue;
    }
    const std::optional<std::string> value = lookup ? lookup(piece.text) : std::nullopt;
    if (!value) return std::unexpected(piece.text);
    bytes += *value;
  }
  return bytes;
}

std::vector<std::string> OctetsTemplate::Variables() const {
  std::vector<std::string> names;
  for (const Piece& piece : pieces_) {
    if (piece.is_variable && std::ranges::find(names, piece.text) == names.end()) {
      names.push_back(piece.text);
    }
  }
  return names;
}

std::optional<std::string> OctetsTemplate::Literal() const {
  if (pieces_.empty()) return "";
  if (pieces_.size() > 1 || pieces_.front().is_variable) return std::nullopt;
  return pieces_.front().text;
}

void OctetsTemplate::Append(const OctetsTemplate& other) {
  for (const Piece& piece : other.pieces_) {
    if (piece.is_variable) {
      AppendVariable(piece.text);
    } else {
      AppendText(piece.text);
    }
  }
}

void OctetsTemplate::AppendText(std::string_view text) {
  if (text.empty()) return;
  if (pieces_.empty() || pieces_.back().is_variable) pieces_.push_back(Piece{});
  pieces_.back().text += text;
}

void OctetsTemplate::AppendVariable(std::string_view name) {
  pieces_.push_back(Piece{.is_variable = true, .text = std::string(name)});
}

std::size_t OctetsTemplate::Size() const {
  std::size_t size = 0;
  for (const Piece& piece : pieces_) size += piece.is_variable ? 0 : piece.text.size();
  return size;
}

}  // namespace wireproof::script
