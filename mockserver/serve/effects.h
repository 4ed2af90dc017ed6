// Plays what a stub asks for besides plain octets: delays, dribble, faults, scripts, proxying.
//
// Private to this folder.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "http/net/task.h"
#include "mockserver/serve/engine.h"
#include "mockserver/serve/incoming.h"
#include "mockserver/serve/outlet.h"
#include "mockserver/stub/reply.h"

namespace wireproof::mock {

// What becomes of the connection.
enum class After : std::uint8_t {
  kKeep,   // as the request says
  kClose,  // in order
  kGone,   // it was ended, or has failed: nothing more can be done
};

// What of a response goes out for that request: without content for HEAD, 204, 304.
bool HasContent(std::string_view method, int status);

// How long a reply waits before its first octet: the stub's delays, or the settings' where it has
// none of that kind; a fixed one and a drawn one are added (as in WireMock).
double DelayMs(Engine& engine, const Reply& reply);
bool HasDelay(const LiveSettings& settings, const Reply& reply);

class EffectPlayer {
 public:
  // All of them outlive it. `incoming` is null for a script at the start of a connection.
  EffectPlayer(Engine& engine, Outlet& outlet, Incoming* incoming, RequestOrigin origin)
      : engine_(engine), outlet_(outlet), incoming_(incoming), origin_(origin) {}

  // A stub's reply; `proxied_fields` are added to what is proxied.
  net::Task<After> Play(std::shared_ptr<const Reply> reply, wire::Fields proxied_fields);
  // Of the response that went out; 0: none did (a fault, a script of its own).
  int status() const { return status_; }
  // Only the steps: of a rule for connections.
  net::Task<After> PlaySteps(const StubScript& script);

 private:
  net::Task<void> Wait(double ms);
  net::Task<After> PlayFault(Fault fault);
  net::Task<After> SendReply();
  net::Task<After> SendOctets(const ResponseOctets& octets, int status);
  // A template failed: 500, and a remark in the journal.
  net::Task<After> SendFailure(std::string text);
  net::Task<bool> Dribble(std::string head, std::string_view content);

  // The steps of scripts (script_steps.cc).
  net::Task<After> Do(const ScriptStep& step);
  net::Task<After> Do(const script::Send& step);
  net::Task<After> Do(const ScriptStep::SendReply& step);
  net::Task<After> Do(const ScriptStep::SendRaw& step);
  net::Task<After> Do(const ScriptStep::PauseFor& step);
  net::Task<After> Do(const ScriptStep::AwaitBody& step);
  net::Task<After> Do(const ScriptStep::AwaitBytes& step);
  net::Task<After> Do(const ScriptStep::AwaitEnd& step);
  net::Task<After> Do(const script::HalfClose& step);
  net::Task<After> Do(const script::Close& step);
  net::Task<After> Do(const script::Reset& step);
  net::Task<After> Do(const ScriptStep::Stall& step);
  std::expected<std::string, std::string> Expand(const script::OctetsTemplate& octets) const;
  std::optional<std::string> Variable(std::string_view name) const;
  net::Task<After> Failed();

  Engine& engine_;
  Outlet& outlet_;
  Incoming* incoming_;
  RequestOrigin origin_;
  std::shared_ptr<const Reply> reply_;
  wire::Fields proxied_fields_;
  int status_ = 0;
  bool half_closed_ = false;
  bool close_after_ = false;
};

}  // namespace wireproof::mock
