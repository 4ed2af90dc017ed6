// The parts of a request as template values: paths, parameters, fields, parts of a body. Private
// to this folder.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mockserver/match/request.h"
#include "mockserver/template/value.h"

namespace wireproof::mock::handlebars {

// Prints itself; its segments by number from 0, its variables by name. Without variables it is a
// list of the segments that are not empty, and decoded.
TemplateValue PathValue(std::string_view path,
                        const std::vector<std::pair<std::string, std::string>>& variables);
// What it prints.
std::string PathText(std::string_view path,
                     const std::vector<std::pair<std::string, std::string>>& variables);

// Prints itself, but equals no text, as WireMock's RequestMethod: its `value` does.
TemplateValue MethodValue(std::string_view method);

// Names with the values of each; a name prints the first one.
TemplateValue ParametersValue(const Parameters& parameters);

enum class FieldNames : std::uint8_t { kAsSent, kLowerCase };

// The same of fields; found without case, in alphabetical order.
TemplateValue FieldsValue(std::span<const FieldView> fields, FieldNames names);

// parts.<name>.{name, headers, body, bodyAsBase64, binary}
TemplateValue PartsValue(const std::vector<BodyPart>& parts);

// By the media type.
bool IsMultipart(std::string_view content_type);
bool IsBinary(std::string_view content_type);

}  // namespace wireproof::mock::handlebars
