// Learns without reading that a peer has ended its direction or reset the connection, or has sent
// urgent data.
//
// Asio's reactor asks the system for octets only; an end that comes in one event with octets does
// not show in it, so whoever has read less than fitted would have to read once more to be sure. A
// read also stops short at urgent data, with octets left behind it. This is one epoll set beside
// Asio's, for these alone: while connections live without them it costs nothing.
// Inside http/net only.
#pragma once

#include <memory>

#include "http/net/task.h"

namespace wireproof::net {

class HangUpWatch {
 public:
  class Watched {
   public:
    // At least once, soon after the end or the urgent data; perhaps again. It may call nothing of
    // the watch.
    virtual void OnHangUp() = 0;

   protected:
    ~Watched() = default;
  };

  // Null where the system refuses.
  static std::shared_ptr<HangUpWatch> Make(const Executor& executor);
  HangUpWatch(const HangUpWatch&) = delete;
  HangUpWatch& operator=(const HangUpWatch&) = delete;
  ~HangUpWatch();

  // `watched` must live until Remove, which comes before the descriptor is closed. False where the
  // system refuses.
  bool Add(int descriptor, Watched& watched);
  void Remove(int descriptor);

 private:
  struct State;
  explicit HangUpWatch(std::shared_ptr<State> state);
  std::shared_ptr<State> state_;
};

}  // namespace wireproof::net
