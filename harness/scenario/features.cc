#include "harness/scenario/features.h"

#include <algorithm>

namespace wireproof::harness {
namespace {

constexpr std::string_view kServerFeatures[] = {
    "get",        "head",        "post",       "put",        "delete",
    "options",    "patch",       "http10",     "keep-alive", "app.echo",
    "app.static", "app.handler", "pipelining", "tls",        "trailers"};

constexpr std::string_view kClientFeatures[] = {
    "get",    "head", "post",       "put",        "delete",         "options",
    "patch",  "tls",  "tls.verify", "keep-alive", "chunked-upload", "host",
    "fields", "body", "trailers",   "method.any", "target.any"};

}  // namespace

std::span<const std::string_view> FeaturesOf(Role role) {
  if (role == Role::kServer) return kServerFeatures;
  return kClientFeatures;
}

bool IsFeature(Role role, std::string_view name) {
  return std::ranges::find(FeaturesOf(role), name) != FeaturesOf(role).end();
}

}  // namespace wireproof::harness
