// The request that the golden rows are rendered for, with the bodies they name.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "mockserver/template/template.h"

namespace wireproof::mock {

enum class Body : std::uint8_t {
  kJson,
  kXml,
  kSoap,
  kForm,
  kText,
  kHtml,
  kNone,
  kMultipart,
  kDate,
};

// WireMock answers with an error page; we give an error.
inline constexpr const char* kError = nullptr;

// A template and what WireMock 3.13.2 made of it for the fixture's request, stub and parameters.
struct GoldenRow {
  Body body = Body::kJson;
  const char* source = "";
  const char* text = "";
};

// Compiles and renders for POST /things/7/x%20y with a query, fields, cookies and that body, at
// 2026-11-22T10:00:00Z, with a generator of seed 1.
std::expected<std::string, std::string> RenderFor(Body body, std::string_view source,
                                                  const TemplateLimits& limits = {});

void CheckRow(const GoldenRow& row);

}  // namespace wireproof::mock
