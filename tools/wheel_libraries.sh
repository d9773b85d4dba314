#!/usr/bin/env bash
# Builds the libraries that saring links as static libraries, for the wheels of a release. They have
# the same versions on every system, from one release of vcpkg. cibuildwheel runs it once per image:
#
#   tools/wheel_libraries.sh FOLDER    headers and libraries in FOLDER/installed
#
# lexbor and LMDB are not included: CMake builds them with saring.
set -euo pipefail

readonly folder="${1:?the folder to build in}"
readonly release=2025.01.13
readonly ports=(icu re2 simdjson xxhash)

case "$(uname -s)-$(uname -m)" in
  Linux-x86_64) triplet=x64-linux ;;
  Linux-aarch64) triplet=arm64-linux ;;
  Darwin-x86_64) triplet=x64-osx ;;
  Darwin-arm64) triplet=arm64-osx ;;
  *) echo "wheel_libraries: no libraries are known for $(uname -s) on $(uname -m)" >&2; exit 1 ;;
esac

# What vcpkg and the build of ICU need besides the compilers of the image.
if command -v dnf >/dev/null; then
  dnf install -y -q autoconf-archive curl git perl-IPC-Cmd tar unzip zip
elif command -v apk >/dev/null; then
  apk add --quiet autoconf-archive build-base cmake curl git linux-headers ninja perl pkgconf tar unzip zip
elif command -v brew >/dev/null; then
  brew install --quiet autoconf autoconf-archive automake libtool
fi

# On musl and aarch64, vcpkg has no CMake and Ninja of its own.
if ldd --version 2>&1 | grep -q musl || [[ $triplet == arm64-linux ]]; then
  export VCPKG_FORCE_SYSTEM_BINARIES=1
  command -v ninja >/dev/null || pipx install ninja
fi
export VCPKG_DISABLE_METRICS=1
mkdir -p "$folder"
if [[ ! -d $folder/vcpkg ]]; then
  git clone --quiet --depth 1 --branch "$release" https://github.com/microsoft/vcpkg.git "$folder/vcpkg"
  "$folder/vcpkg/bootstrap-vcpkg.sh" -disableMetrics
fi
# Only release builds: debug builds would double the time.
mkdir -p "$folder/triplets"
{ cat "$folder/vcpkg/triplets/$triplet.cmake" 2>/dev/null || cat "$folder/vcpkg/triplets/community/$triplet.cmake"
  echo 'set(VCPKG_BUILD_TYPE release)'
  [[ $triplet != *-osx ]] || echo 'set(VCPKG_OSX_DEPLOYMENT_TARGET 13.3)'
} >"$folder/triplets/$triplet.cmake"
"$folder/vcpkg/vcpkg" install "${ports[@]}" --triplet "$triplet" --host-triplet "$triplet" \
  --overlay-triplets="$folder/triplets" --x-install-root="$folder/all"
rm -rf "$folder/installed"
ln -s "all/$triplet" "$folder/installed"
