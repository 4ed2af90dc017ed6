#include "shop_client.h"

#include "http_client.h"

bool ShopClient::Order(const std::string& thing, int count) const {
  const std::string order =
      "{\"thing\": \"" + thing + "\", \"count\": " + std::to_string(count) + "}";
  for (int attempt = 0; attempt < 3; ++attempt) {
    const HttpAnswer answer = HttpRequest(port_, "POST", "/orders?currency=EUR", order);
    if (answer.status == 201) return true;
    if (answer.status >= 400 && answer.status < 500) return false;
  }
  return false;
}
