#!/usr/bin/env bash
# make report-shots: take pictures of a report in headless Chromium, into build/report-shots, and
# check the report.
#   tools/report_shots.sh REPORT
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly report="$1" out=build/report-shots
fail() {
  printf 'report-shots: %s\n' "$*" >&2
  exit 1
}
[[ -f $report ]] || fail "'$report' is not there: make demo writes it, or name one with REPORT="
chromium=$(command -v chromium chromium-browser google-chrome | head -n 1) ||
  fail "no Chromium: apt-get install chromium"
command -v npm >/dev/null || fail "no npm: apt-get install npm"
mkdir -p "$out"
[[ -d $out/node_modules/axe-core && -d $out/node_modules/puppeteer-core ]] ||
  npm install --silent --no-audit --no-fund --prefix "$out" axe-core@4 puppeteer-core@25 ||
  fail "npm could not install axe-core and puppeteer-core"
exec node tools/report_shots.mjs "$out" "$chromium" "$report" "$out"
