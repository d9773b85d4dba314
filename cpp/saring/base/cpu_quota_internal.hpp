#pragma once

#include <filesystem>

namespace saring {

// The number of CPUs that the control groups of this process allow at once, rounded up: the least
// quota of its own group and the groups above it. 0 if there is no quota, or none that can be read.
// Tests pass another `root` than "/": proc/self/cgroup and sys/fs/cgroup are read below it.
[[nodiscard]] unsigned cpu_quota(const std::filesystem::path& root = "/");

}  // namespace saring
