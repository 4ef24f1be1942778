#!/usr/bin/env bash
# The tool scenarios of the MCP conformance suite, both protocol eras, against the built `ymcp serve`. Needs the package registry.
set -euo pipefail
cd "$(dirname "$0")/../../.."

SCENARIOS_2025="server-initialize ping tools-list tools-call-simple-text tools-call-error tools-call-with-progress server-sse-multiple-streams dns-rebinding-protection"
SCENARIOS_2026="tools-list tools-call-simple-text tools-call-error tools-call-with-progress server-sse-multiple-streams dns-rebinding-protection http-header-validation"

log=$(mktemp)
node dist/cli/main.js serve test/mcp/conformance --sandbox --http 0 2>"$log" &
server=$!
trap 'kill $server' EXIT
for _ in $(seq 50); do
  url=$(grep -oE 'http://127[^ ]+/mcp' "$log" | head -1 || true)
  [ -n "$url" ] && break
  sleep 0.1
done

# The suite needs Node 22 or newer.
suite() { npx -y -p node@24 -p @modelcontextprotocol/conformance@0.2.0-alpha.12 conformance server --url "$url" "$@"; }
failed=0
run() {
  local version=$1
  shift
  for scenario in "$@"; do
    if suite --spec-version "$version" --scenario "$scenario" >"$log.out" 2>&1; then
      echo "conformance $version $scenario: passed"
    else
      echo "conformance $version $scenario: FAILED"
      cat "$log.out"
      failed=1
    fi
  done
}
run 2025-11-25 $SCENARIOS_2025
run 2026-07-28 $SCENARIOS_2026
exit $failed
