#include "mockserver/match/gzip.h"

#include <zlib.h>

#include <algorithm>
#include <climits>

#include "http/wire/grammar.h"

namespace wireproof::mock {
namespace {

constexpr int kGzipWindow = MAX_WBITS + 16;  // zlib: with the wrapping of gzip
constexpr int kUsualMemory = 8;
constexpr std::size_t kPiece = std::size_t{64} << 10;

Bytef* Writable(const char* octets) {
  return reinterpret_cast<Bytef*>(const_cast<char*>(octets));  // zlib only reads what comes in
}

// weight = OWS ";" OWS "q=" qvalue (RFC 9110 section 12.4.2): whether it is 0.
bool IsRefused(std::string_view parameters) {
  const std::size_t mark = parameters.find("q=");
  if (mark == std::string_view::npos) return false;
  const std::string_view weight = wire::TrimOws(parameters.substr(mark + 2));
  return weight.starts_with('0') && weight.find_first_not_of("0.") == std::string_view::npos;
}

std::size_t NextPiece(std::string_view left) {
  return std::min<std::size_t>(left.size(), UINT_MAX);
}

}  // namespace

bool NamesGzip(std::string_view codings) {
  while (!codings.empty()) {
    const std::size_t end = std::min(codings.find(','), codings.size());
    const std::string_view member = codings.substr(0, end);
    codings.remove_prefix(std::min(end + 1, codings.size()));
    const std::size_t name_end = std::min(member.find(';'), member.size());
    const std::string_view name = wire::TrimOws(member.substr(0, name_end));
    const bool gzip =
        wire::EqualsIgnoreCase(name, "gzip") || wire::EqualsIgnoreCase(name, "x-gzip");
    if (gzip && !IsRefused(member.substr(name_end))) return true;
  }
  return false;
}

std::string Gzip(std::string_view content) {
  z_stream stream{};
  if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzipWindow, kUsualMemory,
                   Z_DEFAULT_STRATEGY) != Z_OK) {
    return {};
  }
  std::string octets;
  int state = Z_OK;
  while (state != Z_STREAM_END && state != Z_STREAM_ERROR) {
    if (stream.avail_in == 0 && !content.empty()) {
      stream.next_in = Writable(content.data());
      stream.avail_in = static_cast<uInt>(NextPiece(content));
      content.remove_prefix(stream.avail_in);
    }
    const std::size_t before = octets.size();
    octets.resize(before + kPiece);
    stream.next_out = Writable(octets.data() + before);
    stream.avail_out = static_cast<uInt>(kPiece);
    state = deflate(&stream, content.empty() ? Z_FINISH : Z_NO_FLUSH);
    octets.resize(octets.size() - stream.avail_out);
  }
  deflateEnd(&stream);
  return octets;
}

std::expected<std::string, GunzipFailure> Gunzip(std::string_view octets, std::size_t most) {
  z_stream stream{};
  if (inflateInit2(&stream, kGzipWindow) != Z_OK) return std::unexpected(GunzipFailure::kNotGzip);
  std::string content;
  int state = Z_OK;
  while (true) {
    if (stream.avail_in == 0 && !octets.empty()) {
      stream.next_in = Writable(octets.data());
      stream.avail_in = static_cast<uInt>(NextPiece(octets));
      octets.remove_prefix(stream.avail_in);
    }
    const std::size_t before = content.size();
    content.resize(before + kPiece);
    stream.next_out = Writable(content.data() + before);
    stream.avail_out = static_cast<uInt>(kPiece);
    state = inflate(&stream, Z_NO_FLUSH);
    content.resize(content.size() - stream.avail_out);
    if (content.size() > most) break;
    const bool more = stream.avail_in > 0 || !octets.empty();
    if (state == Z_STREAM_END && more && inflateReset(&stream) == Z_OK) continue;
    if (state != Z_OK) break;
  }
  inflateEnd(&stream);
  if (content.size() > most) return std::unexpected(GunzipFailure::kTooLarge);
  if (state != Z_STREAM_END) return std::unexpected(GunzipFailure::kNotGzip);
  return content;
}

}  // namespace wireproof::mock
