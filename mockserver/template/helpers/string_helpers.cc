// Handlebars' string helpers: capitalize, center, cut, join, replace and their like.
#include <fmt/format.h>

#include <algorithm>

#include "mockserver/template/helpers/helper.h"
#include "mockserver/template/utf16.h"

namespace wireproof::mock::handlebars {
namespace {

using Text = std::expected<std::string, std::string>;

// All of these give their first parameter, or nothing, where the value is empty.
template <Text (*kApply)(const HelperCall&, const std::string&)>
HelperResult OfText(HelperCall& call) {
  if (call.context.IsEmpty()) {
    const TemplateValue otherwise = call.Param(0);
    return otherwise.is_null() ? TemplateValue() : TextValue(call.Text(otherwise));
  }
  Text made = kApply(call, call.Text(call.context));
  if (!made) return std::unexpected(std::move(made.error()));
  return TextValue(*std::move(made));
}

bool IsSpace(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

Text CapitalizeFirst(const HelperCall&, const std::string& text) {
  const std::size_t size = CharacterSize(text, 0);
  return ToUpper(text.substr(0, size)) + text.substr(size);
}

Text Capitalize(const HelperCall& call, const std::string& text) {
  const TemplateValue fully = call.Option("fully");
  if (!fully.is_null() && !fully.boolean()) return std::unexpected("fully must be true or false");
  const std::string source = call.Flag("fully") ? ToLower(text) : text;
  std::string made;
  bool starts = true;
  for (std::size_t at = 0; at < source.size();) {
    const std::size_t size = CharacterSize(source, at);
    const std::string character = source.substr(at, size);
    made += starts ? ToUpper(character) : character;
    starts = source[at] == ' ';
    at += size;
  }
  return made;
}

std::string Padding(const std::string& pad, std::size_t units) {
  if (pad.size() == 1) return std::string(units, pad[0]);
  std::string filled;
  const std::size_t size = Utf16Size(pad);
  for (std::size_t i = 0; i < units / size; ++i) filled += pad;
  return filled + Utf16Substring(pad, 0, units % size).value_or("");
}

// `before` of the units that are missing stand on the left: all, half of them, or none.
enum class Side : std::uint8_t { kLeft, kBoth, kRight };

Text Pad(const HelperCall& call, const std::string& text, Side side) {
  const auto size = call.Whole("size", -1);
  if (!size) return std::unexpected(size.error());
  if (call.Option("size").is_null()) return std::unexpected("found nothing, expected size");
  const TemplateValue option = call.Option("pad");
  std::string pad = option.is_null() ? " " : call.Text(option);
  if (pad.empty()) pad = " ";
  const auto units = static_cast<std::int64_t>(Utf16Size(text));
  if (*size <= units) return text;
  if (static_cast<std::size_t>(*size) > call.MostOctets() / 4) {
    return std::unexpected(fmt::format("a size of {} is too large", *size));
  }
  const auto missing = static_cast<std::size_t>(*size - units);
  std::size_t left = 0;
  if (side == Side::kLeft) left = missing;
  if (side == Side::kBoth) left = missing / 2;
  return Padding(pad, left) + text + Padding(pad, missing - left);
}

Text Center(const HelperCall& call, const std::string& text) {
  return Pad(call, text, Side::kBoth);
}

Text Ljust(const HelperCall& call, const std::string& text) {
  return Pad(call, text, Side::kRight);
}

Text Rjust(const HelperCall& call, const std::string& text) {
  return Pad(call, text, Side::kLeft);
}

Text ReplaceAll(const HelperCall& call, const std::string& text, const std::string& target,
                const std::string& replacement) {
  if (target.empty()) return std::unexpected("nothing to replace");
  std::string made;
  std::size_t at = 0;
  for (std::size_t found = text.find(target); found != std::string::npos;
       found = text.find(target, at)) {
    made.append(text, at, found - at);
    made += replacement;
    at = found + target.size();
    if (made.size() > call.MostOctets()) return std::unexpected("the text grows too large");
  }
  return made.append(text, at);
}

Text Cut(const HelperCall& call, const std::string& text) {
  const TemplateValue target = call.Param(0);
  return ReplaceAll(call, text, target.is_null() ? " " : call.Text(target), "");
}

Text Replace(const HelperCall& call, const std::string& text) {
  if (!call.Param(0).text() || !call.Param(1).text()) {
    return std::unexpected("expected two texts: what to replace, and by what");
  }
  return ReplaceAll(call, text, call.Text(call.Param(0)), call.Text(call.Param(1)));
}

Text Lower(const HelperCall&, const std::string& text) {
  return ToLower(text);
}

Text Upper(const HelperCall&, const std::string& text) {
  return ToUpper(text);
}

Text Substring(const HelperCall& call, const std::string& text) {
  const auto start = call.Param(0).integer();
  if (!start) return std::unexpected("expected a start offset");
  const std::size_t size = Utf16Size(text);
  const auto end = call.params.size() > 1 ? call.Param(1).integer()
                                          : std::optional(static_cast<std::int64_t>(size));
  if (!end || *start < 0 || *end < *start || *end > static_cast<std::int64_t>(size)) {
    return std::unexpected(
        fmt::format("begin {}, end {}, length {}", *start, end.value_or(-1), size));
  }
  return *Utf16Substring(text, static_cast<std::size_t>(*start), static_cast<std::size_t>(*end));
}

// Letters in lower case, "-" for spaces, nothing else.
Text Slugify(const HelperCall&, const std::string& text) {
  const auto first = std::find_if_not(text.begin(), text.end(), IsSpace);
  const auto last = std::find_if_not(text.rbegin(), text.rend(), IsSpace).base();
  const std::string_view source = first < last ? std::string_view(first, last) : "";
  std::string made;
  for (std::size_t at = 0; at < source.size(); at += CharacterSize(source, at)) {
    const char32_t c = CharacterAt(source, at);
    if (IsLetter(c)) AppendCharacter(made, LowerCharacter(c));
    if (IsSpace(source[at])) made += '-';
  }
  return made;
}

Text StripTags(const HelperCall&, const std::string& text) {
  std::string made;
  std::size_t at = 0;
  for (std::size_t open = text.find('<'); open != std::string::npos; open = text.find('<', at)) {
    const std::size_t close = text.find('>', open);
    if (close == std::string::npos) break;
    made.append(text, at, open - at);
    at = close + 1;
  }
  return made.append(text, at);
}

Text Abbreviate(const HelperCall& call, const std::string& text) {
  const auto width = call.Param(0).integer();
  if (!width) return std::unexpected("expected a width");
  if (*width < 4) return std::unexpected("the least width is 4");
  if (Utf16Size(text) <= static_cast<std::size_t>(*width)) return text;
  return *Utf16Substring(text, 0, static_cast<std::size_t>(*width) - 3) + "...";
}

// Lines are broken at single spaces; words that are longer stand alone.
Text WordWrap(const HelperCall& call, const std::string& text) {
  const auto width = call.Param(0).integer();
  if (!width) return std::unexpected("expected a width");
  const auto most = static_cast<std::size_t>(std::max<std::int64_t>(*width, 1));
  std::string made;
  std::size_t at = 0;
  while (text.size() - at > most) {
    if (text[at] == ' ') {
      ++at;
      continue;
    }
    std::size_t space = text.rfind(' ', at + most);
    if (space == std::string::npos || space < at) space = text.find(' ', at + most);
    if (space == std::string::npos) break;
    made.append(text, at, space - at);
    made += '\n';
    at = space + 1;
  }
  return made.append(text, at);
}

HelperResult DefaultIfEmpty(HelperCall& call) {
  if (!call.context.IsEmpty()) return TextValue(call.Text(call.context));
  const TemplateValue otherwise = call.Param(0);
  return otherwise.is_null() ? TextValue("") : otherwise;
}

// {{join list ", "}}, {{join "a" "b" ", "}}
HelperResult Join(HelperCall& call) {
  if (call.context.IsEmpty()) return TextValue("");
  if (call.params.empty() || !call.params.back().text()) {
    return std::unexpected("found nothing, expected a separator");
  }
  std::vector<TemplateValue> values;
  if (call.context.is_list()) {
    for (std::size_t i = 0; i < call.context.size(); ++i) values.push_back(call.context.At(i));
  } else {
    values.assign(call.params.begin(), call.params.end() - 1);
    values.insert(values.begin(), call.context);
  }
  TextSink sink(call.MostOctets());
  sink.Append(call.Text(call.Option("prefix")));
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 0) sink.Append(*call.params.back().text());
    values[i].Write(sink);
  }
  sink.Append(call.Text(call.Option("suffix")));
  if (sink.full()) return std::unexpected("the text grows too large");
  return TextValue(sink.Take());
}

HelperResult YesNo(HelperCall& call) {
  std::string_view word = "maybe";
  if (!call.context.is_null()) {
    const auto value = call.context.boolean();
    if (!value) return std::unexpected("expected true or false");
    word = *value ? "yes" : "no";
  }
  TemplateValue named = call.Option(word);
  return named.is_null() ? TemplateValue::Borrowed(word) : named;
}

}  // namespace

std::vector<NamedHelper> StringHelpers() {
  return {{"capitalizeFirst", OfText<CapitalizeFirst>},
          {"capitalize", OfText<Capitalize>},
          {"center", OfText<Center>},
          {"ljust", OfText<Ljust>},
          {"rjust", OfText<Rjust>},
          {"cut", OfText<Cut>},
          {"replace", OfText<Replace>},
          {"lower", OfText<Lower>},
          {"upper", OfText<Upper>},
          {"substring", OfText<Substring>},
          {"slugify", OfText<Slugify>},
          {"stripTags", OfText<StripTags>},
          {"abbreviate", OfText<Abbreviate>},
          {"wordWrap", OfText<WordWrap>},
          {"defaultIfEmpty", DefaultIfEmpty},
          {"join", Join},
          {"yesno", YesNo}};
}

}  // namespace wireproof::mock::handlebars
