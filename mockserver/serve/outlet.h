// What an exchange sends: to the link and, as far as it went, into the journal.
//
// Private to this folder.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/net/task.h"
#include "mockserver/journal/journal.h"
#include "mockserver/serve/incoming.h"
#include "mockserver/serve/link.h"

namespace wireproof::mock {

class Outlet {
 public:
  // `number` is that of the exchange in the journal; 0: it is not there.
  Outlet(Link& link, Journal& journal, std::uint64_t number, std::int64_t received_ns)
      : link_(link), journal_(journal), number_(number), received_ns_(received_ns) {}

  net::Task<bool> Send(std::string_view octets);
  net::Task<bool> SendRaw(std::string_view octets);  // past TLS

  // For an exchange that goes into the journal late, since its request has not come whole:
  // `append` puts it there, and gives its number. What is sent and noted until then is kept here.
  void AppendLate(std::function<std::uint64_t()> append) { append_ = std::move(append); }
  // Now it has come. Nothing where the exchange is in the journal already. End does it too.
  void EnterJournal();

  // How it ended; what is said first counts. To be said before the client can see it.
  void End(ExchangeEnd end);
  void Note(std::string_view type, std::string_view json);

  void AddDelay(std::int64_t ns) { added_delay_ns_ += ns; }
  std::size_t octets_sent() const { return octets_sent_; }
  std::int64_t elapsed_ns() const { return SteadyNs() - received_ns_; }
  std::uint64_t number() const { return number_; }
  Link& link() { return link_; }

 private:
  bool Sent(bool all, std::string_view octets);

  struct Late {
    std::int64_t offset_ns = 0;
    std::string octets = {};
    std::string note_type = {};  // empty: octets sent
  };

  Link& link_;
  Journal& journal_;
  std::uint64_t number_;
  std::int64_t received_ns_;
  std::int64_t added_delay_ns_ = 0;
  std::size_t octets_sent_ = 0;
  std::function<std::uint64_t()> append_;
  std::vector<Late> late_;
  bool ended_ = false;
};

}  // namespace wireproof::mock
