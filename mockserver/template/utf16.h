// Text measured in UTF-16 units, as Java measures strings. Private to this folder.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace wireproof::mock::handlebars {

// The number of UTF-16 units of UTF-8 text: a character beyond U+FFFF counts two.
std::size_t Utf16Size(std::string_view text);

// The units from `begin` up to `end`; nullopt unless begin <= end <= size. A surrogate pair that
// is cut apart becomes U+FFFD.
std::optional<std::string> Utf16Substring(std::string_view text, std::size_t begin,
                                          std::size_t end);

// The octets of the character at `at`; at least 1, also where it is no UTF-8.
std::size_t CharacterSize(std::string_view text, std::size_t at);
// Its code point; U+FFFD where it is no UTF-8.
char32_t CharacterAt(std::string_view text, std::size_t at);
void AppendCharacter(std::string& text, char32_t character);

// By simple rules for ASCII, Latin, Greek and Cyrillic; "ß" becomes "SS" in upper case.
std::string ToUpper(std::string_view text);
std::string ToLower(std::string_view text);
char32_t UpperCharacter(char32_t character);
char32_t LowerCharacter(char32_t character);
bool IsLetter(char32_t character);

}  // namespace wireproof::mock::handlebars
