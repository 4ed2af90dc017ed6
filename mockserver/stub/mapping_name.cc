#include "mockserver/stub/mapping_name.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "http/wire/grammar.h"

namespace wireproof::mock {
namespace {

constexpr std::size_t kMaxSlug = 200;  // a file name has 255 octets, and the id takes 42

std::string Slug(std::string_view text) {
  std::string slug;
  for (const char c : text) {
    if (slug.size() == kMaxSlug) break;
    const char lower = c == ' ' ? '-' : wire::ToLowerAscii(c);
    const bool keep = wire::Is(lower, wire::kAlpha | wire::kDigit) || lower == '-' ||
                      lower == '_' || (lower == '.' && !slug.empty());
    if (keep) slug += lower;
  }
  return slug;
}

std::string Subject(const Stub& stub) {
  if (stub.name && !stub.name->empty()) return *stub.name;
  if (stub.wireproof.connect) return "connect";
  const UrlPattern& url = stub.request.url();
  return fmt::format("{}-{}", stub.request.method(),
                     url.form == UrlForm::kAny ? "always" : url.text);
}

}  // namespace

std::string MappingFileName(const Stub& stub) {
  return fmt::format("{}-{}.json", Slug(Subject(stub)), stub.id);
}

}  // namespace wireproof::mock
