#!/usr/bin/env bash
# Sets up everything that `make` needs, step by step. Steps that are already done are skipped:
#
#   tools/setup.sh system    the Debian packages (compiler, CMake, ICU, RE2, xxHash, simdjson, …)
#   tools/setup.sh venv      the virtual environment .venv with the tools that build the package
#   tools/setup.sh package   saring built from source into .venv, with the packages of its command line
#   tools/setup.sh dev       more packages, for tests, linters and notebooks
#   tools/setup.sh fuzz      the Debian packages of the fuzz targets (Clang with its runtime, LLVM's symbolizer)
#   tools/setup.sh spark     packages for the tests on Spark: Debian's Java, PySpark
#   tools/setup.sh site      packages for the documentation site
#   tools/setup.sh ports     compilers for other systems
#   tools/setup.sh peers     the tools that the benchmarks compare with
#   tools/setup.sh ready     system, venv, package and dev, in that order
#   tools/setup.sh sum       prints one checksum of everything in the built package
#
# Debian packages are installed if that is possible (root, or sudo without a password). Otherwise the
# script prints the command that installs them, and ends with 1.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly venv=.venv
readonly jobs="${SARING_JOBS:-2}"
readonly packages=(
  g++ cmake ninja-build pkg-config ccache binutils patch
  libicu-dev icu-devtools libre2-dev libxxhash-dev libsimdjson-dev
  catch2 clang-format python3 python3-venv python3-dev ca-certificates git
)
readonly spark_packages=(openjdk-17-jre-headless)
readonly fuzz_packages=(clang libclang-rt-14-dev llvm)

step() { printf '\n== %s\n' "$*"; }
done_already() { printf '== %s: done already\n' "$*"; }
fail() {
  printf '\nsetup: %s\n' "$*" >&2
  exit 1
}

as_root() {
  if [[ $(id -u) == 0 ]]; then
    "$@"
  else
    sudo -n "$@"
  fi
}

missing_packages() {
  local name
  for name in "$@"; do
    dpkg-query -W -f='${Status}' "$name" 2>/dev/null | grep -q '^install ok installed$' || echo "$name"
  done
}

# install_debian PACKAGE…: installs the missing ones.
install_debian() {
  if ! command -v dpkg-query >/dev/null; then
    echo "== Debian packages: this is not Debian; expected to be present: $*"
    return
  fi
  local missing
  mapfile -t missing < <(missing_packages "$@")
  if [[ ${#missing[@]} == 0 ]]; then
    done_already "Debian packages ($#)"
    return
  fi
  step "Debian packages: installing ${missing[*]}"
  if [[ $(id -u) != 0 ]] && ! sudo -n true 2>/dev/null; then
    fail "these packages are missing and may not be installed from here; run
  sudo apt-get install ${missing[*]}
and then the same command again"
  fi
  as_root apt-get update -qq || echo "setup: apt-get update failed, trying with the lists that are there" >&2
  as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >"$(log_file apt)" 2>&1 ||
    { tail -n 20 "$(log_file apt)" >&2; fail "apt-get could not install: ${missing[*]}
Install them by hand (sudo apt-get install …), then run the same command again"; }
}

log_file() {
  mkdir -p build/logs
  echo "build/logs/$1.log"
}

# The first Python of at least 3.11 that can make a virtual environment and has its headers.
find_python() {
  local candidate
  for candidate in "${PYTHON:-}" python3 /usr/bin/python3 python3.13 python3.12 python3.11; do
    [[ -n $candidate ]] && command -v "$candidate" >/dev/null || continue
    if "$candidate" - <<'EOF' 2>/dev/null; then
import ensurepip, os, sys, sysconfig, venv
headers = os.path.join(sysconfig.get_path("include"), "Python.h")
sys.exit(sys.version_info < (3, 11) or not os.path.exists(headers))
EOF
      command -v "$candidate"
      return
    fi
  done
  return 1
}

# install_requirements NAME: installs tools/requirements/NAME.txt, once per state of that file.
install_requirements() {
  local file="tools/requirements/$1.txt" stamp="$venv/.saring-$1"
  local sum
  sum=$(sha256sum "$file" | cut -d' ' -f1)
  if [[ -f $stamp && $(<"$stamp") == "$sum" ]]; then
    done_already "Python packages of $file"
    return
  fi
  step "Python packages of $file"
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check -r "$file" ||
    fail "pip could not install $file: its message is above.
Free some space where the disk is full ($(df -h --output=avail . | tail -n 1 | tr -d ' ') left in this folder).
Where the package index cannot be reached, set PIP_INDEX_URL or PIP_FIND_LINKS to one that can.
Then run the same command again"
  echo "$sum" >"$stamp"
}

make_venv() {
  if [[ -x $venv/bin/python ]] && "$venv/bin/python" -c 'import pip' 2>/dev/null; then
    done_already "virtual environment $venv ($("$venv/bin/python" --version))"
  else
    local python
    python=$(find_python) || fail "no Python of at least 3.11 with venv and headers:
install python3, python3-venv and python3-dev, or set PYTHON to one"
    step "Virtual environment $venv by $python ($("$python" --version))"
    "$python" -m venv --clear "$venv" || fail "$python could not make $venv"
  fi
  install_requirements build
}

# One checksum of everything in the built package.
source_sum() {
  { find cpp cmake python CMakeLists.txt pyproject.toml README.md LICENSE -type f \
      -not -name '*.pyc' -not -name '*.so' -print0 | LC_ALL=C sort -z | xargs -0 sha256sum
    "$venv/bin/python" -VV; } | sha256sum | cut -d' ' -f1
}

install_package() {
  local stamp="$venv/.saring-package" sum
  sum=$(source_sum)
  if [[ -f $stamp && $(<"$stamp") == "$sum" ]]; then
    done_already "saring built into $venv"
    return
  fi
  step "saring: building from source into $venv ($jobs jobs; log in build/logs/package.log)"
  rm -f "$stamp"
  CMAKE_BUILD_PARALLEL_LEVEL="$jobs" "$venv/bin/python" -m pip install --disable-pip-version-check \
    --no-build-isolation --config-settings build-dir=build/python ".[cli]" --verbose >"$(log_file package)" 2>&1 ||
    { grep -E 'error|Error|saring needs' build/logs/package.log | head -n 20 >&2 || true
      tail -n 3 build/logs/package.log >&2
      fail "the package could not be built: see build/logs/package.log"; }
  "$venv/bin/python" -c 'import saring; print("saring", saring.__version__, "is installed in .venv")'
  echo "$sum" >"$stamp"
}

case "${1:-}" in
  system) install_debian "${packages[@]}" ;;
  fuzz) install_debian "${fuzz_packages[@]}" ;;
  spark)
    install_debian "${spark_packages[@]}"
    [[ -x $venv/bin/python ]] || make_venv
    install_requirements spark
    ;;
  venv) make_venv ;;
  package) install_package ;;
  dev | site | ports | peers)
    [[ -x $venv/bin/python ]] || make_venv
    install_requirements "$1"
    ;;
  sum) source_sum ;;
  ready)
    install_debian "${packages[@]}"
    make_venv
    install_package
    install_requirements dev
    ;;
  *)
    sed -n '2,18s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
    exit 2
    ;;
esac
