// Octets: bytes spelled in JSON, losslessly and in one way everywhere (scenarios, shim protocol,
// echo application, recordings): a JSON string with one character U+0000 to U+00FF a byte.
//
// Scenario files may also compose octets (scenarios/README.md, "Octets") and leave variables in
// them that are known only when the scenario runs; that is an OctetsTemplate.
#pragma once

#include <expected>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wireproof::script {

// Why a JSON value is not octets. `pointer` is relative to the value given (RFC 6901).
struct OctetsError {
  std::string pointer = {};
  std::string message = {};  // what was found and what was expected
};

// Bytes as a JSON string value: each byte becomes the character of the same number, in UTF-8.
std::string OctetsToUtf8(std::string_view bytes);

// The reverse: nullopt where the text holds a character above U+00FF or is not UTF-8.
std::optional<std::string> OctetsFromUtf8(std::string_view text);

// Looks up a variable by name; nullopt where it is unknown.
using VariableLookup = std::function<std::optional<std::string>(std::string_view name)>;

// Octets with variables left open. A value; equality is of pieces (adjacent literals are merged).
class OctetsTemplate {
 public:
  // The most bytes, and the most literals and variables in turn, that one template may compose:
  // `repeat` multiplies.
  static constexpr std::size_t kMaxBytes = 64u << 20;
  static constexpr std::size_t kMaxPieces = 1u << 20;
  // Composed forms in one another; more than a reader of the file could follow.
  static constexpr std::size_t kMaxDepth = 100;

  OctetsTemplate() = default;
  explicit OctetsTemplate(std::string_view literal);

  // Reads any form of scenarios/README.md: string, array of lines, hex, base64, repeat, join.
  // Variables stand in strings only: `${name}`, the name of letters, digits, '_', '-' and '.'.
  static std::expected<OctetsTemplate, OctetsError> FromJson(const nlohmann::json& value);

  // The plainest form: one string. FromJson(ToJson()) is the same template.
  nlohmann::json ToJson() const;

  // Puts the variables in; the error is the name of the first unknown one. What the variables hold
  // is the caller's to bound.
  std::expected<std::string, std::string> Expand(const VariableLookup& lookup) const;

  // The names used, in order of first use.
  std::vector<std::string> Variables() const;

  // The bytes, where no variable is left.
  std::optional<std::string> Literal() const;

  bool operator==(const OctetsTemplate&) const = default;

 private:
  struct Piece {
    bool is_variable = false;
    std::string text;
    bool operator==(const Piece&) const = default;
  };
  friend class OctetsReader;
  void Append(const OctetsTemplate& other);
  void AppendText(std::string_view text);
  void AppendVariable(std::string_view name);
  std::size_t Size() const;  // variables count as nothing

  std::vector<Piece> pieces_;
};

}  // namespace wireproof::script
