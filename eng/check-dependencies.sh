#!/usr/bin/env bash
# Asks the package feed for known vulnerabilities, direct and transitive. Ends with 1 when there is one; a feed that does not answer is said and ends with 0,
# so that this can run where there is none.
set -u
cd "$(dirname "$0")/.."
report=$(mktemp)
trap 'rm -f "$report"' EXIT
if ! dotnet list GitSync.sln package --vulnerable --include-transitive > "$report" 2>&1; then
  echo "The feed could not be asked:"
  tail -3 "$report"
  exit 0
fi
if grep -q "has the following vulnerable packages" "$report"; then
  grep -A20 "has the following vulnerable packages" "$report"
  exit 1
fi
echo "$(grep -c "has no vulnerable packages" "$report") projects, no known vulnerability."
