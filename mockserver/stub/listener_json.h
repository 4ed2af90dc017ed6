// `serveEventListeners` and their old name `postServeActions`, from and to JSON. Private to this
// folder.
#pragma once

#include <vector>

#include "mockserver/stub/stub.h"
#include "mockserver/stub/stub_reader.h"

namespace wireproof::mock {

// Both members, the old one first.
std::vector<ServeEventListener> ReadListeners(ObjectReader& stub);
void PutListeners(Json& stub, const std::vector<ServeEventListener>& listeners);

}  // namespace wireproof::mock
