// One client's connection: request after request, in their order.
//
// Private to this folder. All requests that are there are answered into one buffer and sent at
// once, as long as they are plain (`Pass`); what is not leaves that path: requests the quick
// scanner calls unusual, replies with effects, the admin API.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "http/net/task.h"
#include "http/wire/scan.h"
#include "mockserver/serve/effects.h"
#include "mockserver/serve/incoming.h"
#include "mockserver/serve/link.h"
#include "mockserver/serve/receiver.h"
#include "mockserver/serve/site.h"

namespace wireproof::mock {

class Connection {
 public:
  Connection(std::shared_ptr<Site> site, std::unique_ptr<net::Stream> stream, const Door& door,
             std::uint64_t number);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection();

  // Serves until the connection ends.
  net::Task<void> Run();
  // The script of a rule for connections, before any request.
  net::Task<After> PlayRule(StubScript script);

  // The server stops: ends it unless a request is being answered, which then is the last one.
  void StopSoon();
  void StopNow() { link_.Reset(); }
  net::Task<void> Close() { return link_.Close(); }

 private:
  // Why a pass over the octets ended.
  enum class Pass : std::uint8_t {
    kWait,     // more octets are needed
    kFull,     // the output is to be sent first
    kSlow,     // scanned_ has a request that is answered by ServeScanned
    kUnusual,  // the next request is for ServeUnusual
    kClose,    // the last request was answered
  };

  // The fast path (connection.cc).
  Pass AnswerAll();
  Pass AnswerScanned();
  bool HasCodedContent() const;  // of scanned_
  void Append(StoredStubPtr stub, const Reply& reply);
  void AppendUnmatched(const Request& request);
  void Remember(StoredStubPtr stub, std::size_t begin);
  void Record(ExchangeEnd end);

  // The slow path (connection_slow.cc).
  net::Task<After> ServeScanned();
  net::Task<After> ServeUnusual();
  net::Task<After> ServeWhole(Incoming& incoming);
  // Of a client that waits for 100 (Continue): the answer, where a stub gives one by the head
  // alone; nothing where the body is read first, after a 100 or without one.
  net::Task<std::optional<After>> ServeByHead(Incoming& incoming, Receiver& receiver);
  net::Task<After> ServeAdmin(Incoming& incoming);
  net::Task<After> ServeUnmatched(Incoming& incoming);
  net::Task<After> ServeStub(Incoming& incoming, StoredStubPtr stub,
                             std::shared_ptr<const Reply> reply);
  net::Task<After> RefuseUnread(const Receiver& receiver, Receiver::Got got);
  net::Task<After> RefuseFindings(Incoming& incoming, std::string_view stub_id, std::string text);
  bool MustNotContinue(const Request& request) const;
  std::uint64_t AppendOpen(const Incoming& incoming, std::string_view stub_id);
  StoredStubPtr TakeStub(const Request& request);
  void NoteRemarks(Outlet& outlet);
  void NoteRemarks(std::uint64_t index, std::uint64_t exchange);

  RequestOrigin OriginOfNext();
  bool IsAdmin(std::string_view target) const;
  bool IsStrict(const Reply& reply) const;
  Arrival Now() const;
  void NoteArrival();
  void LogAccess(const Incoming& incoming, int status, std::string_view stub_id,
                 std::size_t sent) const;

  // A request answered in out_, not sent and not in the journal yet.
  struct Answered {
    std::string_view octets;
    StoredStubPtr stub;
    std::uint64_t index = 0;
    std::size_t begin = 0;  // in out_
    std::size_t end = 0;
    int status = 0;
    std::string_view method, target;
  };

  std::shared_ptr<Site> site_;
  Engine& engine_;
  const Door door_;
  const std::uint64_t number_;
  Link link_;
  std::string client_ip_;
  wire::RequestScanner scanner_;
  wire::ScannedRequest scanned_;
  Arrival arrival_;  // of the octets read last
  MatchContext context_;
  Remarks remarks_;  // of the request whose stub was taken last
  std::vector<std::pair<std::uint64_t, std::vector<Remark>>> noted_;  // by Answered::index
  std::size_t needed_ = 1;  // octets from the start of the next request before a look is worth it
  std::uint64_t requests_ = 0;
  bool serving_ = false;  // a request is being answered, or has come in part
  std::string out_;
  std::vector<Answered> answered_;
  // What ServeScanned is to play; null where that is still to be found out.
  StoredStubPtr slow_stub_;
  std::shared_ptr<const Reply> slow_reply_;
};

// Accepted: number, rules, handshake, then Run.
net::Task<void> ServeAccepted(std::shared_ptr<Site> site, std::unique_ptr<net::Stream> stream,
                              Door door);

}  // namespace wireproof::mock
