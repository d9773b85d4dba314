#!/usr/bin/env bash
# Builds a self-contained wheel into dist/: the package and the libraries that it links (ICU with
# trimmed data, RE2, simdjson), so that it runs where none of them is installed. Needs the .venv of
# `make setup`. Does nothing if dist/ already has the wheel of these sources.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly python=.venv/bin/python
readonly icu=build/icu
readonly jobs="${SARING_JOBS:-2}"
sum=$({ tools/setup.sh sum; cat tools/build_wheel.sh tools/trim_icu.py tools/wheel_licenses.py; } | sha256sum | cut -d' ' -f1)

if [[ -f dist/.sum && $(<dist/.sum) == "$sum" ]] && compgen -G 'dist/*.whl' >/dev/null; then
  echo "== wheel: done already ($(ls dist/*.whl))"
  exit 0
fi

echo "== wheel: building the package ($jobs jobs; log in build/logs/wheel.log)"
mkdir -p build/logs
rm -rf build/wheel dist
CMAKE_BUILD_PARALLEL_LEVEL="$jobs" "$python" -m pip wheel --disable-pip-version-check --no-deps \
  --no-build-isolation --config-settings build-dir=build/python -w build/wheel . --verbose \
  >build/logs/wheel.log 2>&1 || { tail -n 30 build/logs/wheel.log >&2; exit 1; }

echo "== wheel: trimming the data of ICU"
library=$("$python" tools/trim_icu.py "$icu")

echo "== wheel: taking in the libraries"
# auditwheel resolves libraries like the loader, so the trimmed library must come first.
LD_LIBRARY_PATH="$PWD/$icu${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}" PATH="$PWD/.venv/bin:$PATH" \
  "$python" -m auditwheel repair --strip -w dist build/wheel/saring-*.whl \
  >build/logs/auditwheel.log 2>&1 || { tail -n 30 build/logs/auditwheel.log >&2; exit 1; }
"$python" tools/wheel_licenses.py dist/saring-*.whl
echo "$sum" >dist/.sum
wheel=$(ls dist/*.whl)
printf '== wheel: %s, %s bytes (ICU data %s bytes)\n' \
  "$wheel" "$(stat -c %s "$wheel")" "$(stat -c %s "$library")"
