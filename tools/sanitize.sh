#!/usr/bin/env bash
# Builds the C++ tests and the extension with sanitizers and runs the tests on them:
#
#   tools/sanitize.sh asan         AddressSanitizer and UBSan: C++, and the Python tests of the bindings
#   tools/sanitize.sh asan all     the same with all Python tests that can run this way
#   tools/sanitize.sh tsan         ThreadSanitizer: the C++ and Python tests that use threads
#   tools/sanitize.sh asan TESTS   only these Python tests, as arguments of pytest
#
# The Python tests import a copy of the package from build/asan or build/tsan; .venv is not changed.
# Reports are files in build/asan/reports, also for processes that tests start.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly jobs="${SARING_JOBS:-2}" python=.venv/bin/python kind="${1:-}"
readonly build="build/$kind"
readonly package="$PWD/$build/package" reports="$PWD/$build/reports"

readonly bindings=(
  arrow_damage arrow_input bad_input boilerplate column dedup dedup_kept dedup_words errors
  explanation html html_inputs lang lang_model_file leaks overlap pickle repeats rule_files shutdown
  text threads)
# Without the tests of polars, which cannot be loaded with TSan: test_column.py, test_html.py.
readonly threaded=(boilerplate dedup lang text threads)
# Tests of elapsed time, of memory limits, and of code without C++. Also tests of fork() while other
# threads run: in a child, the lock of the sanitizer's allocator may be held for ever.
readonly without=(benchmarks discover docs fork interrupts layers limits mutate notebooks publication
  publication_killed stubs)
# Single tests: of memory, of a compiler's extension, and of threads in a child of fork.
readonly unlike="errors_of_other_extension_modules or memory_does_not_grow or little_memory or thread_that_forks"

fail() {
  printf '\nsanitize: %s\n' "$*" >&2
  exit 1
}

test_files() {
  printf 'tests/python/test_%s.py\n' "$@"
}

build() {
  printf '\n== Building with %s\n' "$kind"
  mkdir -p build/logs
  cmake --preset "$kind" -Dpybind11_DIR="$("$python" -m pybind11 --cmakedir)" \
    -DPython_EXECUTABLE="$PWD/$python" >"build/logs/configure-$kind.log" ||
    { cat "build/logs/configure-$kind.log"; exit 1; }
  cmake --build --preset "$kind" -j "$jobs"
  rm -rf "$package"
  mkdir -p "$package"
  cp -R python/saring "$package/"
  rm -f "$package"/saring/_core*.so
  cmake --install "$build" --prefix "$package" >>"build/logs/configure-$kind.log"  # extension, models
}

# The C++ tests. Address randomization is off, because older runtimes of TSan do not support it.
cpp_tests() {
  printf '\n== C++ tests with %s\n' "$kind"
  TSAN_OPTIONS=die_after_fork=0 "${plainly[@]}" ctest --preset "$kind" -j "$jobs"
}

python_tests() {
  printf '\n== Python tests with %s\n' "$kind"
  rm -rf "$reports"
  mkdir -p "$reports"
  # Python's own buffers come from malloc, where ASan sees them. What Python leaves allocated at its
  # end is no leak of ours: tests/python/test_leaks.py counts those.
  local -a environment=(
    # The interceptor of exceptions needs the C++ library, which Python loads with an extension.
    LD_PRELOAD="$("${CXX:-g++}" -print-file-name="lib$kind.so") $("${CXX:-g++}" -print-file-name=libstdc++.so)"
    PYTHONPATH="$package" PYTHONMALLOC=malloc PYTHONDONTWRITEBYTECODE=1
    ASAN_OPTIONS="detect_leaks=0:log_path=$reports/asan"
    UBSAN_OPTIONS="print_stacktrace=1:log_path=$reports/ubsan"
    TSAN_OPTIONS="ignore_noninstrumented_modules=1:log_path=$reports/tsan"
  )
  local status=0
  # The handler of faults is the sanitizer's.
  env "${environment[@]}" "${plainly[@]}" "$python" -m pytest -q -n "$jobs" --dist loadfile -p no:faulthandler \
    -p no:cacheprovider -k "not ($unlike)" "$@" || status=$?
  if [[ -n $(ls -A "$reports") ]]; then
    head -n 60 "$reports"/*
    fail "the reports are in ${reports#"$PWD"/}"
  fi
  return $status
}

[[ $kind == asan || $kind == tsan ]] || { sed -n '2,10p' "${BASH_SOURCE[0]}" | sed 's/^# \{0,1\}//'; exit 2; }
plainly=()
if [[ $kind == tsan ]] && setarch -R true 2>/dev/null; then plainly=(setarch -R); fi
build
case "$kind ${2:-}" in
  "asan ") cpp_tests; mapfile -t files < <(test_files "${bindings[@]}"); python_tests "${files[@]}" ;;
  "tsan ") cpp_tests; mapfile -t files < <(test_files "${threaded[@]}"); python_tests "${files[@]}" ;;
  "asan all")
    cpp_tests
    mapfile -t left_out < <(test_files "${without[@]}")
    python_tests tests/python "${left_out[@]/#/--ignore=}"
    ;;
  *) python_tests "${@:2}" ;;
esac
