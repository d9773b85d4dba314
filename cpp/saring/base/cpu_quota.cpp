// The files are described in the kernel's documentation: Documentation/admin-guide/cgroup-v2.rst
// (cpu.max) and Documentation/scheduler/sched-bwc.rst (cpu.cfs_quota_us, version 1).
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <fstream>
#include <limits>
#include <string>

#include "saring/base/cpu_quota_internal.hpp"

namespace saring {

namespace {

namespace fs = std::filesystem;

constexpr double kNone = std::numeric_limits<double>::infinity();

double ratio(std::int64_t quota, std::int64_t period) {
  return quota > 0 && period > 0 ? static_cast<double>(quota) / static_cast<double>(period) : kNone;
}

// "200000 100000", or "max 100000" for no limit.
double quota_v2(const fs::path& group) {
  std::ifstream file(group / "cpu.max");
  std::int64_t quota = 0;
  std::int64_t period = 0;
  return file >> quota >> period ? ratio(quota, period) : kNone;
}

// Microseconds; -1 for no limit.
double quota_v1(const fs::path& group) {
  std::ifstream quota_file(group / "cpu.cfs_quota_us");
  std::ifstream period_file(group / "cpu.cfs_period_us");
  std::int64_t quota = 0;
  std::int64_t period = 0;
  return quota_file >> quota && period_file >> period ? ratio(quota, period) : kNone;
}

// The least quota of a group and the groups above it. In a container the path may be the host's
// path, and only the mounted folder itself exists.
double least_quota(const fs::path& mount, const std::string& group,
                   double (*quota)(const fs::path&)) {
  double least = quota(mount);
  fs::path folder = mount;
  for (const fs::path& part : fs::path(group).relative_path()) {
    folder /= part;
    least = std::min(least, quota(folder));
  }
  return least;
}

bool names_cpu(const std::string& controllers) {
  return ("," + controllers + ",").find(",cpu,") != std::string::npos;
}

}  // namespace

unsigned cpu_quota(const fs::path& root) {
  const fs::path mount = root / "sys/fs/cgroup";
  std::ifstream groups(root / "proc/self/cgroup");
  double least = kNone;
  // "number:controllers:path"; the controllers are empty in version 2.
  for (std::string line; std::getline(groups, line);) {
    const std::size_t first = line.find(':');
    const std::size_t second = first == std::string::npos ? first : line.find(':', first + 1);
    if (second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1);
    const std::string group = line.substr(second + 1);
    if (controllers.empty()) {
      least = std::min(least, least_quota(mount, group, quota_v2));
    } else if (names_cpu(controllers)) {
      least = std::min(least, least_quota(mount / controllers, group, quota_v1));
      least = std::min(least, least_quota(mount / "cpu", group, quota_v1));
    }
  }
  if (least > std::numeric_limits<unsigned>::max()) return 0;
  return std::max(1U, static_cast<unsigned>(std::ceil(least)));
}

}  // namespace saring
