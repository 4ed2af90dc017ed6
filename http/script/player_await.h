// What scripts wait for, as predicates on a connection; both sides of the player wait with them.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "http/net/deadline.h"
#include "http/net/task.h"
#include "http/script/player_connection.h"
#include "http/script/script.h"

namespace wireproof::script {

// Whether it has come, or can no longer come: the connection ended, or what came cannot be read
// any further. Not for kRequest and kQuiet, which are no state of one connection.
bool Holds(const Await& await, const PlayerConnection& connection);

// "await response (0 of 1 came, 17 bytes so far)"
std::string Describe(const Await& await, const PlayerConnection& connection);

// Waits until it holds, or for kQuiet until the stage's quiet time has passed without anything
// coming. False where the stage's deadline passed first. `stop` ends the wait, and counts as held.
net::Task<bool> AwaitOn(std::shared_ptr<Stage> stage,
                        std::vector<std::shared_ptr<PlayerConnection>> connections, Await await,
                        const bool& stop);

// "step 3: await close"; steps are counted from 1.
std::string StepText(std::size_t step, std::string_view what);

}  // namespace wireproof::script
