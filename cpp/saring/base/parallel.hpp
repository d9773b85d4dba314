#pragma once

#include <cstddef>
#include <functional>

namespace saring {

// Threads to use for a request: 0 means every core that this process may run on.
[[nodiscard]] unsigned resolve_threads(unsigned requested) noexcept;

// Calls body(begin, end, worker) on disjoint ranges that cover [0, count), each at most `grain`
// long, from up to `num_threads` threads (0: all cores); worker < resolve_threads(num_threads)
// numbers the calling thread, so that bodies can keep scratch space per worker. Returns when all is
// done. Ranges are always multiples of `grain`, whatever the thread count. The first exception is
// rethrown.
void parallel_for(
    std::size_t count, std::size_t grain, unsigned num_threads,
    const std::function<void(std::size_t begin, std::size_t end, unsigned worker)>& body);

}  // namespace saring
