#include "http/wire/status.h"

#include <algorithm>
#include <array>

namespace wireproof::wire {
namespace {

constexpr std::array kStatuses = {
    StatusInfo{100, "CONTINUE", "Continue", "Request received, please continue"},
    StatusInfo{101, "SWITCHING_PROTOCOLS", "Switching Protocols",
               "Switching to new protocol; obey Upgrade header"},
    StatusInfo{102, "PROCESSING", "Processing", "Server is processing the request"},
    StatusInfo{103, "EARLY_HINTS", "Early Hints", "Headers sent to prepare for the response"},
    StatusInfo{200, "OK", "OK", "Request fulfilled, document follows"},
    StatusInfo{201, "CREATED", "Created", "Document created, URL follows"},
    StatusInfo{202, "ACCEPTED", "Accepted", "Request accepted, processing continues off-line"},
    StatusInfo{203, "NON_AUTHORITATIVE_INFORMATION", "Non-Authoritative Information",
               "Request fulfilled from cache"},
    StatusInfo{204, "NO_CONTENT", "No Content", "Request fulfilled, nothing follows"},
    StatusInfo{205, "RESET_CONTENT", "Reset Content", "Clear input form for further input"},
    StatusInfo{206, "PARTIAL_CONTENT", "Partial Content", "Partial content follows"},
    StatusInfo{207, "MULTI_STATUS", "Multi-Status",
               "Response contains multiple statuses in the body"},
    StatusInfo{208, "ALREADY_REPORTED", "Already Reported", "Operation has already been reported"},
    StatusInfo{226, "IM_USED", "IM Used", "Request completed using instance manipulations"},
    StatusInfo{300, "MULTIPLE_CHOICES", "Multiple Choices",
               "Object has several resources -- see URI list"},
    StatusInfo{301, "MOVED_PERMANENTLY", "Moved Permanently",
               "Object moved permanently -- see URI list"},
    StatusInfo{302, "FOUND", "Found", "Object moved temporarily -- see URI list"},
    StatusInfo{303, "SEE_OTHER", "See Other", "Object moved -- see Method and URL list"},
    StatusInfo{304, "NOT_MODIFIED", "Not Modified", "Document has not changed since given time"},
    StatusInfo{305, "USE_PROXY", "Use Proxy",
               "You must use proxy specified in Location to access this resource"},
    StatusInfo{307, "TEMPORARY_REDIRECT", "Temporary Redirect",
               "Object moved temporarily -- see URI list"},
    StatusInfo{308, "PERMANENT_REDIRECT", "Permanent Redirect",
               "Object moved permanently -- see URI list"},
    StatusInfo{400, "BAD_REQUEST", "Bad Request", "Bad request syntax or unsupported method"},
    StatusInfo{401, "UNAUTHORIZED", "Unauthorized", "No permission -- see authorization schemes"},
    StatusInfo{402, "PAYMENT_REQUIRED", "Payment Required", "No payment -- see charging schemes"},
    StatusInfo{403, "FORBIDDEN", "Forbidden", "Request forbidden -- authorization will not help"},
    StatusInfo{404, "NOT_FOUND", "Not Found", "Nothing matches the given URI"},
    StatusInfo{405, "METHOD_NOT_ALLOWED", "Method Not Allowed",
               "Specified method is invalid for this resource"},
    StatusInfo{406, "NOT_ACCEPTABLE", "Not Acceptable", "URI not available in preferred format"},
    StatusInfo{407, "PROXY_AUTHENTICATION_REQUIRED", "Proxy Authentication Required",
               "You must authenticate with this proxy before proceeding"},
    StatusInfo{408, "REQUEST_TIMEOUT", "Request Timeout", "Request timed out; try again later"},
    StatusInfo{409, "CONFLICT", "Conflict", "Request conflict"},
    StatusInfo{410, "GONE", "Gone", "URI no longer exists and has been permanently removed"},
    StatusInfo{411, "LENGTH_REQUIRED", "Length Required", "Client must specify Content-Length"},
    StatusInfo{412, "PRECONDITION_FAILED", "Precondition Failed",
               "Precondition in headers is false"},
    StatusInfo{413, "CONTENT_TOO_LARGE", "Content Too Large", "Content is too large"},
    StatusInfo{414, "URI_TOO_LONG", "URI Too Long", "URI is too long"},
    StatusInfo{415, "UNSUPPORTED_MEDIA_TYPE", "Unsupported Media Type",
               "Entity body in unsupported format"},
    StatusInfo{416, "RANGE_NOT_SATISFIABLE", "Range Not Satisfiable",
               "Cannot satisfy request range"},
    StatusInfo{417, "EXPECTATION_FAILED", "Expectation Failed",
               "Expect condition could not be satisfied"},
    StatusInfo{418, "IM_A_TEAPOT", "I'm a Teapot",
               "Server refuses to brew coffee because it is a teapot"},
    StatusInfo{421, "MISDIRECTED_REQUEST", "Misdirected Request",
               "Server is not able to produce a response"},
    StatusInfo{422, "UNPROCESSABLE_CONTENT", "Unprocessable Content",
               "Server is not able to process the contained instructions"},
    StatusInfo{423, "LOCKED", "Locked", "Resource of a method is locked"},
    StatusInfo{424, "FAILED_DEPENDENCY", "Failed Dependency",
               "Dependent action of the request failed"},
    StatusInfo{425, "TOO_EARLY", "Too Early",
               "Server refuses to process a request that might be replayed"},
    StatusInfo{426, "UPGRADE_REQUIRED", "Upgrade Required",
               "Server refuses to perform the request using the current protocol"},
    StatusInfo{428, "PRECONDITION_REQUIRED", "Precondition Required",
               "The origin server requires the request to be conditional"},
    StatusInfo{429, "TOO_MANY_REQUESTS", "Too Many Requests",
               "The user has sent too many requests in a given amount of time (\"rate limiting\")"},
    StatusInfo{
        431, "REQUEST_HEADER_FIELDS_TOO_LARGE", "Request Header Fields Too Large",
        "The server is unwilling to process the request because its header fields are too large"},
    StatusInfo{451, "UNAVAILABLE_FOR_LEGAL_REASONS", "Unavailable For Legal Reasons",
               "The server is denying access to the resource as a consequence of a legal demand"},
    StatusInfo{500, "INTERNAL_SERVER_ERROR", "Internal Server Error",
               "Server got itself in trouble"},
    StatusInfo{501, "NOT_IMPLEMENTED", "Not Implemented", "Server does not support this operation"},
    StatusInfo{502, "BAD_GATEWAY", "Bad Gateway", "Invalid responses from another server/proxy"},
    StatusInfo{503, "SERVICE_UNAVAILABLE", "Service Unavailable",
               "The server cannot process the request due to a high load"},
    StatusInfo{504, "GATEWAY_TIMEOUT", "Gateway Timeout",
               "The gateway server did not receive a timely response"},
    StatusInfo{505, "HTTP_VERSION_NOT_SUPPORTED", "HTTP Version Not Supported",
               "Cannot fulfill request"},
    StatusInfo{506, "VARIANT_ALSO_NEGOTIATES", "Variant Also Negotiates",
               "Server has an internal configuration error"},
    StatusInfo{507, "INSUFFICIENT_STORAGE", "Insufficient Storage",
               "Server is not able to store the representation"},
    StatusInfo{508, "LOOP_DETECTED", "Loop Detected",
               "Server encountered an infinite loop while processing a request"},
    StatusInfo{510, "NOT_EXTENDED", "Not Extended",
               "Request does not meet the resource access policy"},
    StatusInfo{511, "NETWORK_AUTHENTICATION_REQUIRED", "Network Authentication Required",
               "The client needs to authenticate to gain network access"},
};
static_assert(std::ranges::is_sorted(kStatuses, {}, &StatusInfo::code));

}  // namespace

std::span<const StatusInfo> AllStatuses() {
  return kStatuses;
}

const StatusInfo* FindStatus(int code) {
  const auto* row = std::ranges::lower_bound(kStatuses, code, {}, &StatusInfo::code);
  return row != kStatuses.end() && row->code == code ? row : nullptr;
}

std::string_view ReasonPhrase(int code) {
  const StatusInfo* row = FindStatus(code);
  return row == nullptr ? std::string_view() : row->phrase;
}

}  // namespace wireproof::wire
