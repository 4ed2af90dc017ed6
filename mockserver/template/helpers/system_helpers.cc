// hostname, systemValue.
#include <unistd.h>

#include <array>
#include <cstdlib>

#include "mockserver/template/helpers/helper.h"
#include "mockserver/template/regex.h"

namespace wireproof::mock::handlebars {
namespace {

HelperResult Hostname(HelperCall&) {
  std::array<char, 256> name{};
  if (gethostname(name.data(), name.size() - 1) != 0) return TextValue("unknown");
  return TextValue(name.data());
}

// By the patterns that are permitted, whole and without case.
std::expected<bool, std::string> IsPermitted(HelperCall& call, const std::string& key) {
  for (const std::string& pattern : call.rendering.options().permitted_system_keys) {
    const auto regex = call.rendering.CompileRegex("(?i)" + pattern);
    if (!regex) return std::unexpected(regex.error());
    if ((*regex)->Matches(key)) return true;
  }
  return false;
}

// type=ENVIRONMENT or PROPERTY; there are no Java properties here, so none is ever set.
HelperResult SystemValue(HelperCall& call) {
  const std::string key = call.Text(call.Option("key"));
  if (key.empty()) return ErrorText("The key cannot be empty");
  const auto permitted = IsPermitted(call, key);
  if (!permitted) return std::unexpected(permitted.error());
  if (!*permitted) return ErrorText("Access to " + key + " is denied");
  const TemplateValue type = call.Option("type");
  const char* value = nullptr;
  if (type.is_null() || call.Text(type) == "ENVIRONMENT") value = std::getenv(key.c_str());
  return value != nullptr ? TextValue(value) : call.Option("default");
}

}  // namespace

std::vector<NamedHelper> SystemHelpers() {
  return {{"hostname", Hostname}, {"systemValue", SystemValue}};
}

}  // namespace wireproof::mock::handlebars
