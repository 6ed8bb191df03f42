// A C++ leak behind layers of standard containers: the owner to name is
// shop::OrderBook::Remember, neither a container nor an allocator.
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace shop {

struct Order {
  std::string customer;
  std::vector<int> items;
};

class OrderBook {
 public:
  [[gnu::noinline]] void Remember(int number) {
    auto order = std::make_unique<Order>();
    order->customer.assign(300, 'x');
    order->items.resize(100, number);
    orders_[number] = std::move(order);
  }
  size_t size() const { return orders_.size(); }

 private:
  std::map<int, std::unique_ptr<Order>> orders_;
};

[[gnu::noinline]] void HandleRequest(OrderBook* book, int number) {
  book->Remember(number);
}

}  // namespace shop

int main() {
  // Never deleted: the book is alive in the snapshot at exit.
  auto* book = new shop::OrderBook;
  for (int number = 0; number < 5000; ++number) {
    shop::HandleRequest(book, number);
  }
  return book->size() == 5000 ? 0 : 1;
}
