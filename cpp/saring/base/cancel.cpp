#include "saring/base/cancel.hpp"

#include <utility>

namespace saring {

namespace {

constinit thread_local CancelToken* current_token = nullptr;

}  // namespace

CancelToken::CancelToken(std::function<bool()> poll)
    : poll_(std::move(poll)),
      owner_(std::this_thread::get_id()),
      next_poll_(std::chrono::steady_clock::now() + kPollInterval) {}

bool CancelToken::is_cancelled() noexcept {
  if (cancelled_.load(std::memory_order_relaxed)) return true;
  if (!poll_ || std::this_thread::get_id() != owner_) return false;
  if (std::chrono::steady_clock::now() < next_poll_) return false;
  if (poll_()) cancel();
  next_poll_ = std::chrono::steady_clock::now() + kPollInterval;
  return cancelled_.load(std::memory_order_relaxed);
}

CancelScope::CancelScope(CancelToken* token) noexcept
    : previous_(std::exchange(current_token, token)) {}

CancelScope::~CancelScope() { current_token = previous_; }

CancelToken* current_cancel_token() noexcept { return current_token; }

void check_cancelled() {
  if (current_token != nullptr && current_token->is_cancelled()) throw Cancelled();
}

}  // namespace saring
