// The file name of a stub that is saved for the first time. Private to this folder.
#pragma once

#include <string>

#include "mockserver/stub/stub.h"

namespace wireproof::mock {

// As WireMock: "<name, or method and URL>-<id>.json", in lower case, spaces as dashes, and only
// letters, digits, '_', '.' and '-'. Unlike there, cut to what a file name may hold, and without
// dots in front.
std::string MappingFileName(const Stub& stub);

}  // namespace wireproof::mock
