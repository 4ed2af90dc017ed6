// The admin API: WireMock's /__admin routes and ours, over the engine.
#pragma once

#include <memory>

#include "mockserver/serve/server.h"

namespace wireproof::mock {

// `engine` must outlive it.
std::unique_ptr<AdminHandler> MakeAdmin(Engine& engine);

}  // namespace wireproof::mock
