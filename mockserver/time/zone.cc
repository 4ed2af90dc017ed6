#include "mockserver/time/zone.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>

namespace wireproof::mock {
namespace {

constexpr std::string_view kZoneFiles = "/usr/share/zoneinfo/";
// The largest file of tzdata has some 4 kB.
constexpr std::size_t kMaxFileBytes = 1 << 20;
constexpr std::size_t kMaxNameBytes = 64;

// Octets of a file, read in order; what is beyond the end is zero and `failed`.
class Octets {
 public:
  explicit Octets(std::string_view bytes) : rest_(bytes) {}

  std::string_view Take(std::size_t count) {
    if (count > rest_.size()) {
      failed_ = true;
      count = rest_.size();
    }
    const std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return taken;
  }
  // Two's complement, most significant octet first.
  std::int64_t Integer(std::size_t size) {
    const std::string_view bytes = Take(size);
    std::uint64_t value = !bytes.empty() && (bytes[0] & 0x80) != 0 ? ~std::uint64_t{0} : 0;
    for (const char c : bytes) value = value << 8 | static_cast<unsigned char>(c);
    return static_cast<std::int64_t>(value);
  }
  std::size_t Count() { return static_cast<std::size_t>(Integer(4)) & 0xffffffff; }
  std::string_view rest() const { return rest_; }
  bool failed() const { return failed_; }

 private:
  std::string_view rest_;
  bool failed_ = false;
};

// RFC 8536 section 3.1
struct Header {
  char version = 0;
  std::size_t isutcnt = 0, isstdcnt = 0, leapcnt = 0, timecnt = 0, typecnt = 0, charcnt = 0;

  // The octets of the data block, with times of `time_size`.
  std::size_t BlockBytes(std::size_t time_size) const {
    return timecnt * (time_size + 1) + typecnt * 6 + charcnt + leapcnt * (time_size + 4) +
           isstdcnt + isutcnt;
  }
};

std::optional<Header> ReadHeader(Octets& octets) {
  if (octets.Take(4) != "TZif") return std::nullopt;
  Header header;
  header.version = static_cast<char>(octets.Integer(1));
  octets.Take(15);
  for (std::size_t* count : {&header.isutcnt, &header.isstdcnt, &header.leapcnt, &header.timecnt,
                             &header.typecnt, &header.charcnt}) {
    *count = octets.Count();
  }
  if (octets.failed() || header.typecnt == 0) return std::nullopt;
  return header;
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string bytes;
  std::array<char, 4096> piece{};
  while (file && bytes.size() < kMaxFileBytes) {
    file.read(piece.data(), piece.size());
    bytes.append(piece.data(), static_cast<std::size_t>(file.gcount()));
  }
  return bytes;
}

// A name that cannot lead out of the folder of zone files.
bool IsZoneName(std::string_view name) {
  if (name.empty() || name.size() > kMaxNameBytes) return false;
  const auto is_letter = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); };
  if (!is_letter(name.front()) || name.back() == '/') return false;
  return std::ranges::all_of(name, [&](char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '+' || c == '-' || c == '/';
  });
}

std::optional<int> TwoDigits(std::string_view text) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  if (text.size() != 2 || !digit(text[0]) || !digit(text[1])) return std::nullopt;
  return (text[0] - '0') * 10 + text[1] - '0';
}

}  // namespace

std::optional<std::int32_t> ParseZoneOffset(std::string_view text) {
  if (text == "Z") return 0;
  if (text.size() < 2 || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  const bool negative = text[0] == '-';
  std::string digits(text.substr(1));
  if (digits.size() == 1) digits.insert(0, 1, '0');
  const bool colons = digits.size() > 2 && digits[2] == ':';
  std::int32_t seconds = 0;
  std::int32_t unit = 3600;
  for (std::size_t at = 0; at < digits.size(); unit /= 60) {
    if (unit == 0) return std::nullopt;
    if (at > 0 && colons && digits[at++] != ':') return std::nullopt;
    const auto number = TwoDigits(std::string_view(digits).substr(at, 2));
    if (!number || (unit < 3600 && *number > 59)) return std::nullopt;
    seconds += *number * unit;
    at += 2;
  }
  if (seconds > 18 * 3600) return std::nullopt;
  return negative ? -seconds : seconds;
}

std::string ZoneOffsetId(std::int32_t offset_seconds) {
  if (offset_seconds == 0) return "Z";
  const int size = std::abs(offset_seconds);
  std::string id =
      fmt::format("{}{:02}:{:02}", offset_seconds < 0 ? '-' : '+', size / 3600, size / 60 % 60);
  if (size % 60 != 0) id += fmt::format(":{:02}", size % 60);
  return id;
}

std::expected<Zone, std::string> Zone::Load(std::string_view name) {
  std::string_view offset = name;
  for (const std::string_view prefix : {"UTC", "GMT", "UT"}) {
    if (!name.starts_with(prefix)) continue;
    offset = name.size() == prefix.size() ? "Z" : name.substr(prefix.size());
    break;
  }
  if (const auto seconds = ParseZoneOffset(offset)) {
    Zone zone;
    const std::string_view prefix =
        name.substr(0, offset == "Z" && name != "Z" ? name.size() : name.size() - offset.size());
    std::string id = ZoneOffsetId(*seconds);
    if (!prefix.empty()) id = std::string(prefix) + (*seconds == 0 ? "" : id);
    zone.rules_ = {{.offset_seconds = *seconds, .abbreviation = id}};
    return zone;
  }
  if (!IsZoneName(name)) return std::unexpected("not a time zone name");
  auto zone = FromTzif(ReadFile(std::string(kZoneFiles) + std::string(name)));
  if (!zone) return std::unexpected(fmt::format("unknown time zone \"{}\"", name));
  return std::move(*zone);
}

std::optional<Zone> Zone::FromTzif(std::string_view bytes) {
  Octets octets(bytes);
  auto header = ReadHeader(octets);
  if (!header) return std::nullopt;
  std::size_t time_size = 4;
  if (header->version >= '2') {
    octets.Take(header->BlockBytes(4));
    header = ReadHeader(octets);
    if (!header) return std::nullopt;
    time_size = 8;
  }
  // What is left must hold the block before anything is sized by its counts.
  if (header->BlockBytes(time_size) > octets.rest().size()) return std::nullopt;

  Zone zone;
  zone.region_ = true;
  for (std::size_t i = 0; i < header->timecnt; ++i) {
    zone.transitions_.push_back({.at = octets.Integer(time_size)});
  }
  for (Transition& transition : zone.transitions_) {
    transition.rule = static_cast<std::size_t>(octets.Integer(1) & 0xff);
    if (transition.rule >= header->typecnt) return std::nullopt;
  }
  std::vector<std::size_t> names;
  for (std::size_t i = 0; i < header->typecnt; ++i) {
    zone.rules_.push_back({.offset_seconds = static_cast<std::int32_t>(octets.Integer(4)),
                           .is_summer_time = octets.Integer(1) != 0});
    names.push_back(static_cast<std::size_t>(octets.Integer(1) & 0xff));
  }
  const std::string_view abbreviations = octets.Take(header->charcnt);
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] >= abbreviations.size()) return std::nullopt;
    const std::string_view from = abbreviations.substr(names[i]);
    zone.rules_[i].abbreviation = std::string(from.substr(0, from.find('\0')));
  }
  octets.Take(header->leapcnt * (time_size + 4) + header->isstdcnt + header->isutcnt);
  if (time_size == 8 && octets.Take(1) == "\n") {
    const std::string_view rest = octets.rest();
    zone.last_ = PosixRule::Parse(rest.substr(0, rest.find('\n')));
  }
  return zone;
}

ZoneRule Zone::At(std::int64_t unix_seconds) const {
  const auto after = std::ranges::upper_bound(transitions_, unix_seconds, {}, &Transition::at);
  if (after == transitions_.begin() && !transitions_.empty()) return rules_.front();
  if (after == transitions_.end() && last_) return last_->At(unix_seconds);
  return transitions_.empty() ? rules_.front() : rules_[std::prev(after)->rule];
}

std::int64_t Zone::ToUnix(std::int64_t local_seconds, std::optional<std::int32_t> preferred) const {
  constexpr std::int64_t kDay = 86'400;
  const std::int32_t before = At(local_seconds - kDay).offset_seconds;
  const std::int32_t after = At(local_seconds + kDay).offset_seconds;
  const auto is_valid = [&](std::int32_t offset) {
    return At(local_seconds - offset).offset_seconds == offset;
  };
  if (preferred && is_valid(*preferred)) return local_seconds - *preferred;
  if (is_valid(before) || !is_valid(after)) return local_seconds - before;
  return local_seconds - after;
}

}  // namespace wireproof::mock
