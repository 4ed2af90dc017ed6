// trim, base64, urlEncode, formData.
#include <fmt/format.h>

#include <algorithm>

#include "mockserver/match/base64.h"
#include "mockserver/match/request.h"
#include "mockserver/template/helpers/helper.h"
#include "mockserver/template/utf16.h"

namespace wireproof::mock::handlebars {
namespace {

using Text = std::expected<std::string, std::string>;

HelperResult Trim(HelperCall& call) {
  const Text input = call.Input();
  if (!input) return std::unexpected(input.error());
  const auto space = [](char c) { return static_cast<unsigned char>(c) <= ' '; };
  std::string_view text = *input;
  while (!text.empty() && space(text.front())) text.remove_prefix(1);
  while (!text.empty() && space(text.back())) text.remove_suffix(1);
  return TextValue(std::string(text));
}

HelperResult Base64(HelperCall& call) {
  const Text input = call.Input();
  if (!input) return std::unexpected(input.error());
  if (!call.Flag("decode")) {
    const TemplateValue padding = call.Option("padding");
    std::string encoded = EncodeBase64(*input);
    const bool padded = padding.is_null() || padding.boolean().value_or(false);
    while (!padded && encoded.ends_with('=')) encoded.pop_back();
    return TextValue(std::move(encoded));
  }
  auto decoded = DecodeBase64(*input);
  if (!decoded) return std::unexpected("the text is no base64");
  return TextValue(*std::move(decoded));
}

// What URLEncoder leaves as it is.
bool IsPlain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("-_.*").find(c) != std::string_view::npos;
}

enum class Charset : std::uint8_t { kUtf8, kLatin1 };

std::expected<Charset, std::string> EncodingOption(const HelperCall& call) {
  const TemplateValue option = call.Option("encoding");
  if (option.is_null()) return Charset::kUtf8;
  const std::string name = ToLower(call.Text(option));
  if (name == "utf-8" || name == "utf8" || name == "us-ascii") return Charset::kUtf8;
  if (name == "iso-8859-1" || name == "latin1") return Charset::kLatin1;
  return std::unexpected(fmt::format("unknown encoding {}; known are UTF-8 and ISO-8859-1", name));
}

std::string ToLatin1(std::string_view text) {
  std::string octets;
  for (std::size_t at = 0; at < text.size(); at += CharacterSize(text, at)) {
    const char32_t c = CharacterAt(text, at);
    octets += c < 0x100 ? static_cast<char>(static_cast<unsigned char>(c)) : '?';
  }
  return octets;
}

std::string FromLatin1(std::string_view octets) {
  std::string text;
  for (const char c : octets) AppendCharacter(text, static_cast<unsigned char>(c));
  return text;
}

std::string UrlEncoded(std::string_view octets) {
  std::string text;
  for (const char c : octets) {
    if (IsPlain(c)) {
      text += c;
    } else if (c == ' ') {
      text += '+';
    } else {
      text += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return text;
}

bool EscapesAreGood(std::string_view text) {
  for (std::size_t at = text.find('%'); at != std::string_view::npos; at = text.find('%', at + 1)) {
    const std::string_view digits = text.substr(at + 1, 2);
    if (digits.size() < 2 ||
        digits.find_first_not_of("0123456789abcdefABCDEF") != std::string_view::npos) {
      return false;
    }
  }
  return true;
}

HelperResult UrlEncode(HelperCall& call) {
  const Text input = call.ContextText();
  if (!input) return std::unexpected(input.error());
  const auto charset = EncodingOption(call);
  if (!charset) return std::unexpected(charset.error());
  const bool latin = *charset == Charset::kLatin1;
  if (!call.Flag("decode")) return TextValue(UrlEncoded(latin ? ToLatin1(*input) : *input));
  if (!EscapesAreGood(*input)) return std::unexpected("a % without two hexadecimal digits");
  const std::string octets = DecodeFormComponent(*input);
  return TextValue(latin ? FromLatin1(octets) : octets);
}

// a=1&b=2 as a map of the values of each name; what has no "=" is left out.
TemplateValue FormOf(std::string_view text, bool decode) {
  std::vector<std::pair<std::string, std::vector<TemplateValue>>> fields;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find('&', at), text.size());
    const std::string_view pair = text.substr(at, end - at);
    at = end + 1;
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos || fields.size() > kMaxParameters) continue;
    std::string name(pair.substr(0, equals));
    std::string_view rest = pair.substr(equals + 1);
    std::string value(rest.substr(0, rest.find('=')));
    if (decode) {
      name = DecodeFormComponent(name);
      value = DecodeFormComponent(value);
    }
    auto found = std::find_if(fields.begin(), fields.end(),
                              [&name](const auto& field) { return field.first == name; });
    if (found == fields.end()) {
      fields.emplace_back(std::move(name), std::vector<TemplateValue>());
      found = fields.end() - 1;
    }
    found->second.push_back(TemplateValue::Text(std::move(value)));
  }
  TemplateEntries entries;
  for (auto& [name, values] : fields) {
    entries.emplace_back(std::move(name), TemplateValue::List(std::move(values), true));
  }
  return TemplateValue::Map(std::move(entries));
}

HelperResult FormData(HelperCall& call) {
  const Text input = call.ContextText();
  if (!input) return std::unexpected(input.error());
  TemplateValue form = FormOf(*input, call.Flag("urlDecode"));
  // Finding a name again walks through all of them.
  if (!call.rendering.Charge(8 * form.size() * form.size())) return TemplateValue();
  if (call.params.empty()) return form;
  call.rendering.Assign(call.Text(call.params[0]), std::move(form));
  return TemplateValue();
}

}  // namespace

std::vector<NamedHelper> CodingHelpers() {
  return {{"trim", Trim}, {"base64", Base64}, {"urlEncode", UrlEncode}, {"formData", FormData}};
}

}  // namespace wireproof::mock::handlebars
