#include "http/server/media_types.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "http/wire/grammar.h"

namespace wireproof::server {
namespace {

using Row = std::pair<std::string_view, std::string_view>;

// Extensions of compressed files: guess_type() names the compression and not what is inside.
constexpr std::array<Row, 4> kCompressed = {{
    {".gz", "application/gzip"},
    {".z", "application/octet-stream"},
    {".bz2", "application/x-bzip2"},
    {".xz", "application/x-xz"},
}};

// Extensions that stand for two, of which the second is a compression that mimetypes takes off.
constexpr std::array<Row, 6> kContracted = {{
    {".svgz", ".svg"},
    {".tbz2", ".tar"},
    {".tgz", ".tar"},
    {".taz", ".tar"},
    {".tz", ".tar"},
    {".txz", ".tar"},
}};

// Sorted.
constexpr std::array<Row, 198> kTypes = {{
    {".3g2", "audio/3gpp2"},
    {".3gp", "audio/3gpp"},
    {".3gpp", "audio/3gpp"},
    {".3gpp2", "audio/3gpp2"},
    {".7z", "application/x-7z-compressed"},
    {".a", "application/octet-stream"},
    {".aac", "audio/aac"},
    {".adts", "audio/aac"},
    {".ai", "application/postscript"},
    {".aif", "audio/x-aiff"},
    {".aifc", "audio/x-aiff"},
    {".aiff", "audio/x-aiff"},
    {".ass", "audio/aac"},
    {".au", "audio/basic"},
    {".avi", "video/vnd.avi"},
    {".avif", "image/avif"},
    {".bat", "text/plain"},
    {".bcpio", "application/x-bcpio"},
    {".bin", "application/octet-stream"},
    {".bmp", "image/bmp"},
    {".c", "text/plain"},
    {".cdf", "application/x-netcdf"},
    {".cpio", "application/x-cpio"},
    {".csh", "application/x-csh"},
    {".css", "text/css"},
    {".csv", "text/csv"},
    {".deb", "application/x-debian-package"},
    {".dll", "application/octet-stream"},
    {".doc", "application/msword"},
    {".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
    {".dot", "application/msword"},
    {".dvi", "application/x-dvi"},
    {".emf", "image/emf"},
    {".eml", "message/rfc822"},
    {".eot", "application/vnd.ms-fontobject"},
    {".eps", "application/postscript"},
    {".epub", "application/epub+zip"},
    {".etx", "text/x-setext"},
    {".exe", "application/octet-stream"},
    {".fits", "image/fits"},
    {".flac", "audio/flac"},
    {".g3", "image/g3fax"},
    {".gif", "image/gif"},
    {".glb", "model/gltf-binary"},
    {".gltf", "model/gltf+json"},
    {".gtar", "application/x-gtar"},
    {".gz", "application/gzip"},
    {".h", "text/plain"},
    {".h5", "application/x-hdf5"},
    {".hdf", "application/x-hdf"},
    {".heic", "image/heic"},
    {".heif", "image/heif"},
    {".htm", "text/html"},
    {".html", "text/html"},
    {".ico", "image/vnd.microsoft.icon"},
    {".ief", "image/ief"},
    {".jp2", "image/jp2"},
    {".jpe", "image/jpeg"},
    {".jpeg", "image/jpeg"},
    {".jpg", "image/jpeg"},
    {".jpm", "image/jpm"},
    {".jpx", "image/jpx"},
    {".js", "text/javascript"},
    {".json", "application/json"},
    {".ksh", "text/plain"},
    {".latex", "application/x-latex"},
    {".loas", "audio/aac"},
    {".m1v", "video/mpeg"},
    {".m3u", "application/vnd.apple.mpegurl"},
    {".m3u8", "application/vnd.apple.mpegurl"},
    {".m4a", "audio/mp4"},
    {".m4v", "video/x-m4v"},
    {".man", "application/x-troff-man"},
    {".markdown", "text/markdown"},
    {".md", "text/markdown"},
    {".me", "application/x-troff-me"},
    {".mht", "message/rfc822"},
    {".mhtml", "message/rfc822"},
    {".mif", "application/x-mif"},
    {".mjs", "text/javascript"},
    {".mk3d", "video/matroska-3d"},
    {".mka", "audio/matroska"},
    {".mkv", "video/matroska"},
    {".mov", "video/quicktime"},
    {".movie", "video/x-sgi-movie"},
    {".mp2", "audio/mpeg"},
    {".mp3", "audio/mpeg"},
    {".mp4", "video/mp4"},
    {".mpa", "video/mpeg"},
    {".mpe", "video/mpeg"},
    {".mpeg", "video/mpeg"},
    {".mpg", "video/mpeg"},
    {".ms", "application/x-troff-ms"},
    {".n3", "text/n3"},
    {".nc", "application/x-netcdf"},
    {".nq", "application/n-quads"},
    {".nt", "application/n-triples"},
    {".nws", "message/rfc822"},
    {".o", "application/octet-stream"},
    {".obj", "application/octet-stream"},
    {".oda", "application/oda"},
    {".odg", "application/vnd.oasis.opendocument.graphics"},
    {".odp", "application/vnd.oasis.opendocument.presentation"},
    {".ods", "application/vnd.oasis.opendocument.spreadsheet"},
    {".odt", "application/vnd.oasis.opendocument.text"},
    {".ogg", "audio/ogg"},
    {".ogv", "video/ogg"},
    {".ogx", "application/ogg"},
    {".opus", "audio/opus"},
    {".otf", "font/otf"},
    {".p12", "application/x-pkcs12"},
    {".p7c", "application/pkcs7-mime"},
    {".pbm", "image/x-portable-bitmap"},
    {".pdf", "application/pdf"},
    {".pfx", "application/x-pkcs12"},
    {".pgm", "image/x-portable-graymap"},
    {".php", "application/x-httpd-php"},
    {".pl", "text/plain"},
    {".png", "image/png"},
    {".pnm", "image/x-portable-anymap"},
    {".pot", "application/vnd.ms-powerpoint"},
    {".ppa", "application/vnd.ms-powerpoint"},
    {".ppm", "image/x-portable-pixmap"},
    {".pps", "application/vnd.ms-powerpoint"},
    {".ppt", "application/vnd.ms-powerpoint"},
    {".pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"},
    {".ps", "application/postscript"},
    {".pwz", "application/vnd.ms-powerpoint"},
    {".py", "text/x-python"},
    {".pyc", "application/x-python-code"},
    {".pyo", "application/x-python-code"},
    {".qt", "video/quicktime"},
    {".ra", "audio/x-pn-realaudio"},
    {".ram", "application/x-pn-realaudio"},
    {".rar", "application/vnd.rar"},
    {".ras", "image/x-cmu-raster"},
    {".rdf", "application/xml"},
    {".rgb", "image/x-rgb"},
    {".roff", "application/x-troff"},
    {".rpm", "application/x-rpm"},
    {".rst", "text/x-rst"},
    {".rtf", "text/rtf"},
    {".rtx", "text/richtext"},
    {".sgm", "text/x-sgml"},
    {".sgml", "text/x-sgml"},
    {".sh", "application/x-sh"},
    {".shar", "application/x-shar"},
    {".snd", "audio/basic"},
    {".so", "application/octet-stream"},
    {".src", "application/x-wais-source"},
    {".srt", "text/plain"},
    {".stl", "model/stl"},
    {".sv4cpio", "application/x-sv4cpio"},
    {".sv4crc", "application/x-sv4crc"},
    {".svg", "image/svg+xml"},
    {".swf", "application/x-shockwave-flash"},
    {".t", "application/x-troff"},
    {".t38", "image/t38"},
    {".tar", "application/x-tar"},
    {".tcl", "application/x-tcl"},
    {".tex", "application/x-tex"},
    {".texi", "application/x-texinfo"},
    {".texinfo", "application/x-texinfo"},
    {".tfx", "image/tiff-fx"},
    {".tif", "image/tiff"},
    {".tiff", "image/tiff"},
    {".tr", "application/x-troff"},
    {".trig", "application/trig"},
    {".tsv", "text/tab-separated-values"},
    {".ttf", "font/ttf"},
    {".txt", "text/plain"},
    {".ustar", "application/x-ustar"},
    {".vcf", "text/x-vcard"},
    {".vtt", "text/vtt"},
    {".wasm", "application/wasm"},
    {".wav", "audio/vnd.wave"},
    {".weba", "audio/webm"},
    {".webm", "video/webm"},
    {".webmanifest", "application/manifest+json"},
    {".webp", "image/webp"},
    {".wiz", "application/msword"},
    {".wmf", "image/wmf"},
    {".wmv", "video/x-ms-wmv"},
    {".woff", "font/woff"},
    {".woff2", "font/woff2"},
    {".wsdl", "application/xml"},
    {".xbm", "image/x-xbitmap"},
    {".xlb", "application/vnd.ms-excel"},
    {".xls", "application/vnd.ms-excel"},
    {".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    {".xml", "text/xml"},
    {".xpdl", "application/xml"},
    {".xpm", "image/x-xpixmap"},
    {".xsl", "application/xml"},
    {".xwd", "image/x-xwindowdump"},
    {".yaml", "application/yaml"},
    {".yml", "application/yaml"},
    {".zip", "application/zip"},
}};
static_assert(std::ranges::is_sorted(kTypes));

std::string_view FindIn(const auto& rows, std::string_view extension) {
  const auto row =
      std::ranges::find_if(rows, [&](const Row& each) { return each.first == extension; });
  return row == rows.end() ? std::string_view() : row->second;
}

// posixpath.splitext(): from the last dot of the last part, unless only dots come before it.
std::string_view ExtensionOf(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  const std::string_view name = slash == std::string_view::npos ? path : path.substr(slash + 1);
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos) return "";
  if (name.find_first_not_of('.') > dot) return "";
  return name.substr(dot);
}

}  // namespace

std::string_view MediaTypeOf(std::string_view path) {
  // Of the compressions that mimetypes knows, only this one has no type of its own above.
  if (ExtensionOf(path) == ".br") path.remove_suffix(3);
  std::string extension(ExtensionOf(path));
  std::ranges::transform(extension, extension.begin(), wire::ToLowerAscii);
  if (const auto type = FindIn(kCompressed, extension); !type.empty()) return type;
  std::string_view plain = extension;
  if (const auto first = FindIn(kContracted, extension); !first.empty()) plain = first;
  const auto row = std::ranges::lower_bound(kTypes, plain, {}, &Row::first);
  if (row != kTypes.end() && row->first == plain) return row->second;
  return "application/octet-stream";
}

}  // namespace wireproof::server
