#include "http/script/tls_settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "http/script/json_object.h"
#include "http/script/json_reader.h"
#include "http/script/octets.h"

namespace wireproof::script {
namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 4> kVersions = {"1.0", "1.1", "1.2", "1.3"};

struct IssuerName {
  Certificate::Issuer issuer;
  std::string_view name;
};
constexpr std::array kIssuers = {
    IssuerName{Certificate::Issuer::kCa, "ca"},
    IssuerName{Certificate::Issuer::kSelf, "self"},
    IssuerName{Certificate::Issuer::kOtherCa, "other-ca"},
    IssuerName{Certificate::Issuer::kIntermediate, "intermediate"},
};

struct TimeUnit {
  char letter;
  long seconds;
};
constexpr std::array kUnits = {TimeUnit{'d', 86400}, TimeUnit{'h', 3600}, TimeUnit{'m', 60},
                               TimeUnit{'s', 1}};
constexpr long kMaxSeconds = 1000L * 366 * 86400;

using Error = std::optional<ScriptError>;

Error ReadStrings(const json& value, const std::string& pointer, std::vector<std::string>& out) {
  if (!value.is_array()) return Refuse(pointer, "expected an array of strings");
  out.clear();
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (!value[i].is_string()) return Refuse(PointerTo(pointer, i), "expected a string");
    out.push_back(value[i].get<std::string>());
  }
  return std::nullopt;
}

Error ReadVersions(const json& value, const std::string& pointer, std::vector<std::string>& out) {
  if (auto error = ReadStrings(value, pointer, out)) return error;
  std::array<bool, kVersions.size()> named{};
  for (std::size_t i = 0; i < out.size(); ++i) {
    const auto* at = std::ranges::find(kVersions, out[i]);
    if (at == kVersions.end()) {
      return Refuse(PointerTo(pointer, i), "expected 1.0, 1.1, 1.2 or 1.3");
    }
    named[static_cast<std::size_t>(at - kVersions.begin())] = true;
  }
  // A TLS library is given a lowest and a highest version.
  const auto first = std::ranges::find(named, true);
  const auto gap = std::find(first, named.end(), false);
  if (std::find(gap, named.end(), true) != named.end()) {
    return Refuse(pointer, "expected versions without a gap between them");
  }
  return std::nullopt;
}

// RFC 7301 section 3.1: a protocol name is 1 to 255 octets.
Error ReadAlpn(const json& value, const std::string& pointer, std::vector<std::string>& out) {
  if (auto error = ReadStrings(value, pointer, out)) return error;
  for (std::size_t i = 0; i < out.size(); ++i) {
    const auto octets = OctetsFromUtf8(out[i]);
    if (!octets || octets->empty() || octets->size() > 255) {
      return Refuse(PointerTo(pointer, i), "expected a protocol name of 1 to 255 octets");
    }
    out[i] = *octets;
  }
  return std::nullopt;
}

Error ReadTime(const json& value, const std::string& pointer, long& out) {
  const auto seconds =
      value.is_string() ? ParseRelativeTime(value.get_ref<const std::string&>()) : std::nullopt;
  if (!seconds) {
    return Refuse(pointer, "expected a time relative to now, such as -1d, +30d, 12h or 90s");
  }
  out = *seconds;
  return std::nullopt;
}

Error ReadIssuer(const json& value, const std::string& pointer, Certificate::Issuer& out) {
  const auto* row =
      std::ranges::find_if(kIssuers, [&](const IssuerName& known) { return value == known.name; });
  if (row == kIssuers.end()) {
    return Refuse(pointer, "expected ca, self, other-ca or intermediate");
  }
  out = row->issuer;
  return std::nullopt;
}

Error ReadCertificate(const json& value, const std::string& pointer, Certificate& out) {
  if (!value.is_object()) return Refuse(pointer, "expected an object");
  JsonObject object(value, pointer);
  Error error;
  if (const json* names = object.Take("names")) {
    error = ReadStrings(*names, object.PointerTo("names"), out.names);
  }
  if (const json* name = object.Take("common_name"); name != nullptr && !error) {
    if (!name->is_string()) return Refuse(object.PointerTo("common_name"), "expected a string");
    out.common_name = name->get<std::string>();
  }
  if (const json* time = object.Take("not_before"); time != nullptr && !error) {
    error = ReadTime(*time, object.PointerTo("not_before"), out.not_before_s);
  }
  if (const json* time = object.Take("not_after"); time != nullptr && !error) {
    error = ReadTime(*time, object.PointerTo("not_after"), out.not_after_s);
  }
  if (const json* issuer = object.Take("issuer"); issuer != nullptr && !error) {
    error = ReadIssuer(*issuer, object.PointerTo("issuer"), out.issuer);
  }
  if (const json* usage = object.Take("extended_key_usage"); usage != nullptr && !error) {
    error = ReadStrings(*usage, object.PointerTo("extended_key_usage"), out.extended_key_usage);
  }
  if (error) return error;
  return object.Unknown("names, common_name, not_before, not_after, issuer, extended_key_usage");
}

json CertificateToJson(const Certificate& certificate) {
  const Certificate usual;
  json value = json::object();
  if (certificate.names != usual.names) value["names"] = certificate.names;
  if (certificate.common_name != usual.common_name) value["common_name"] = certificate.common_name;
  if (certificate.not_before_s != usual.not_before_s) {
    value["not_before"] = FormatRelativeTime(certificate.not_before_s);
  }
  if (certificate.not_after_s != usual.not_after_s) {
    value["not_after"] = FormatRelativeTime(certificate.not_after_s);
  }
  if (certificate.issuer != usual.issuer) {
    value["issuer"] = std::ranges::find(kIssuers, certificate.issuer, &IssuerName::issuer)->name;
  }
  if (certificate.extended_key_usage != usual.extended_key_usage) {
    value["extended_key_usage"] = certificate.extended_key_usage;
  }
  return value;
}

}  // namespace

std::expected<TlsSettings, ScriptError> ReadTlsSettings(const json& value,
                                                        const std::string& pointer) {
  if (!value.is_object()) return ErrorAt(pointer, "expected an object of TLS settings");
  JsonObject object(value, pointer);
  TlsSettings settings;
  Error error;
  if (const json* versions = object.Take("versions")) {
    error = ReadVersions(*versions, object.PointerTo("versions"), settings.versions);
  }
  if (const json* level = object.Take("security_level"); level != nullptr && !error) {
    if (!level->is_number_unsigned() || level->get<std::uint64_t>() > 5) {
      return ErrorAt(object.PointerTo("security_level"), "expected a whole number, 0 to 5");
    }
    settings.security_level = level->get<int>();
  }
  if (const json* alpn = object.Take("alpn"); alpn != nullptr && !error) {
    error = ReadAlpn(*alpn, object.PointerTo("alpn"), settings.alpn);
  }
  if (const json* name = object.Take("server_name"); name != nullptr && !error) {
    if (!name->is_string() && !name->is_null()) {
      return ErrorAt(object.PointerTo("server_name"), "expected a string, or null for no SNI");
    }
    settings.server_name = name->is_null() ? std::string() : name->get<std::string>();
  }
  if (const json* certificate = object.Take("certificate"); certificate != nullptr && !error) {
    error = ReadCertificate(*certificate, object.PointerTo("certificate"), settings.certificate);
  }
  if (!error) error = object.Unknown("versions, security_level, alpn, server_name, certificate");
  if (error) return std::unexpected(std::move(*error));
  return settings;
}

std::expected<TlsSettings, ScriptError> TlsSettingsFromJson(const json& value) {
  return ReadTlsSettings(value, "");
}

json TlsSettingsToJson(const TlsSettings& settings) {
  json value = json::object();
  if (!settings.versions.empty()) value["versions"] = settings.versions;
  if (settings.security_level) value["security_level"] = *settings.security_level;
  for (const std::string& protocol : settings.alpn) {
    value["alpn"].push_back(OctetsToUtf8(protocol));
  }
  if (settings.server_name) {
    value["server_name"] = settings.server_name->empty() ? json() : json(*settings.server_name);
  }
  if (settings.certificate != Certificate()) {
    value["certificate"] = CertificateToJson(settings.certificate);
  }
  return value;
}

std::optional<long> ParseRelativeTime(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  if (text.empty()) return std::nullopt;
  const auto* unit = std::ranges::find(kUnits, text.back(), &TimeUnit::letter);
  if (unit == kUnits.end()) return std::nullopt;
  text.remove_suffix(1);

  unsigned long count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (count > static_cast<unsigned long>(kMaxSeconds / unit->seconds)) return std::nullopt;
  const long seconds = static_cast<long>(count) * unit->seconds;
  return negative ? -seconds : seconds;
}

std::string FormatRelativeTime(long seconds) {
  if (seconds == 0) return "0s";
  const auto* unit = std::ranges::find_if(
      kUnits, [&](const TimeUnit& each) { return seconds % each.seconds == 0; });
  return fmt::format("{:+}{}", seconds / unit->seconds, unit->letter);
}

}  // namespace wireproof::script
