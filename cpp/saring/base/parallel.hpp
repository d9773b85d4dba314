#pragma once

#include <cstddef>
#include <functional>

namespace saring {

// Threads to use for a request: as many as requested, and at most as many as this process may use
// at once, by its CPU affinity and by the quota of its control groups (versions 1 and 2; a part of
// a CPU counts as one). More would only take turns. 0 requests all of these.
[[nodiscard]] unsigned resolve_threads(unsigned requested) noexcept;

// Calls body(begin, end, worker) on disjoint ranges that cover [0, count), each at most `grain`
// long (0 counts as 1), from up to resolve_threads(num_threads) threads. Returns when all is done.
// Ranges begin at multiples of `grain`, whatever the thread count.
//
// `worker` numbers the threads from the calling one on, so that bodies can keep scratch space for
// each. It is less than `num_threads`, unless that is 0: resolve it first, and pass the number that
// the scratch space was made for.
//
// The threads are those of a pool of the process, which any number of callers use at once. They are
// started when first needed, never more than there are CPUs to use, and again in a child of fork().
// The calling thread always works too, so a body may call parallel_for. Where the system gives no
// more threads, those that there are do the work. A call costs some microseconds.
//
// The first exception is rethrown, and Cancelled is thrown where the calling thread's CancelToken
// says so; it is looked at before each range.
void parallel_for(
    std::size_t count, std::size_t grain, unsigned num_threads,
    const std::function<void(std::size_t begin, std::size_t end, unsigned worker)>& body);

}  // namespace saring
