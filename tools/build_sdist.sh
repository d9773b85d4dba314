#!/usr/bin/env bash
# Builds the source distribution into dist/. It contains the HTML part of lexbor, and LMDB, in
# third_party, so that building from it needs no network. Needs the .venv of `make setup`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly python=.venv/bin/python
readonly build=build/sdist

echo "== sdist: the sources of lexbor and LMDB"
rm -rf "$build" third_party dist/saring-*.tar.gz
mkdir -p build/logs "$build" third_party/{lexbor,lmdb} dist
# Configure with the pinned sources, whatever is installed here.
PKG_CONFIG=false cmake -S . -B "$build" -G Ninja -DSARING_BUILD_PYTHON=OFF >build/logs/sdist.log 2>&1 ||
  { tail -n 20 build/logs/sdist.log >&2; exit 1; }
lexbor=$(echo "$build"/lexbor/*/lexbor)
cp "$lexbor"/{LICENSE,NOTICE,version} third_party/lexbor/
(cd "$lexbor/source" && find lexbor/{core,dom,html,ns,tag} lexbor/ports/posix/lexbor/core -name '*.[ch]' -print0 |
  tar -cf - --null -T -) | tar -xf - -C third_party/lexbor
lmdb=$(echo "$build"/lmdb/*)
cp "$lmdb"/LICENSE "$lmdb"/lib/{lmdb.h,mdb.c,midl.c,midl.h} third_party/lmdb/

echo "== sdist: packing"
"$python" -c 'from scikit_build_core.build import build_sdist; build_sdist("dist")' >>build/logs/sdist.log 2>&1 ||
  { tail -n 20 build/logs/sdist.log >&2; exit 1; }
rm -rf third_party
archive=$(ls dist/saring-*.tar.gz)
printf '== sdist: %s, %s bytes\n' "$archive" "$(stat -c %s "$archive")"
