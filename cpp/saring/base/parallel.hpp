#pragma once

#include <cstddef>
#include <functional>

namespace saring {

// The number of threads to use for a request: the requested number, but at most as many as this
// process may use at once. CPU affinity and the quota of control groups (versions 1 and 2; a part
// of a CPU counts as one) limit that number. More threads would only take turns. 0 requests the
// maximum.
[[nodiscard]] unsigned resolve_threads(unsigned requested) noexcept;

// Calls body(begin, end, worker) on disjoint ranges that cover [0, count), from up to
// resolve_threads(num_threads) threads. Each range has at most `grain` items (0 counts as 1).
// Ranges begin at multiples of `grain`, whatever the number of threads. Returns when all ranges are
// done.
//
// `worker` is the number of the thread; the calling thread is 0. Bodies can keep scratch space per
// worker. `worker` is less than `num_threads`, unless that is 0. So resolve 0 first, and pass the
// number of threads that the scratch space has room for.
//
// The threads belong to a pool of the process, which any number of callers use at once. They are
// started when first needed, never more than there are CPUs to use, and started again in a child of
// fork(). The calling thread always works too, so a body may call parallel_for. If the system gives
// no more threads, the existing ones do the work. A call costs a few microseconds.
//
// The first exception is rethrown. Cancelled is thrown if the calling thread's CancelToken is
// cancelled; the token is checked before each range.
void parallel_for(
    std::size_t count, std::size_t grain, unsigned num_threads,
    const std::function<void(std::size_t begin, std::size_t end, unsigned worker)>& body);

}  // namespace saring
