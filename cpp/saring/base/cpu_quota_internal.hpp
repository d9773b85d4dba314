#pragma once

#include <filesystem>

namespace saring {

// CPUs that the control groups of this process let it use at once, rounded up: the least of its own
// group's quota and those of the groups above. 0 where there is no quota, or none that can be read.
// `root` stands for "/" in tests: proc/self/cgroup and sys/fs/cgroup are read below it.
[[nodiscard]] unsigned cpu_quota(const std::filesystem::path& root = "/");

}  // namespace saring
