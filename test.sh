#!/usr/bin/env bash
# Builds everything and runs all test suites. Ends with one line: N passed, N failed, N skipped.
# Needs the .NET 10 SDK; everything else is restored or installed. Snapshots are compared strictly: a missing one fails.
# Builds as CI does (CI=true: deterministic paths), so that what passes here passes there.
set -u
cd "$(dirname "$0")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
export SNAPSHOOTER_STRICT_MODE=on CI=true
results=artifacts/test-results
rm -rf "$results"

# PostgreSQL: GITSYNC_TEST_POSTGRES names one, else the server's binaries are used; where they are missing they are installed.
has_postgres() { [ -n "${GITSYNC_TEST_POSTGRES:-}" ] || command -v initdb > /dev/null || ls /usr/lib/postgresql/*/bin/initdb > /dev/null 2>&1; }
if ! has_postgres && [ "$(id -u)" -eq 0 ] && command -v apt-get > /dev/null; then
  echo "Installing PostgreSQL for its tests."
  mkdir -p /etc/postgresql-common
  [ -e /etc/postgresql-common/createcluster.conf ] || echo "create_main_cluster = false" > /etc/postgresql-common/createcluster.conf
  (apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql) > /dev/null
fi
has_postgres || echo "There is no PostgreSQL server and it could not be installed: without Docker its tests will be skipped, and that counts as failed."

# Chromium: GITSYNC_TEST_CHROMIUM names one, else the system's is used; where it is missing it is installed.
has_chromium() { [ -x "${GITSYNC_TEST_CHROMIUM:-/usr/bin/chromium}" ]; }
if ! has_chromium && [ "$(id -u)" -eq 0 ] && command -v apt-get > /dev/null; then
  echo "Installing Chromium for the tests of pages."
  (apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium) > /dev/null
fi
has_chromium || echo "There is no Chromium and it could not be installed: the tests of pages will fail."

dotnet build GitSync.sln -c Release -v q || { echo "The build failed."; echo "0 passed, 1 failed, 0 skipped"; exit 1; }
# One suite after the other: suites that start hosts and measure time do not disturb each other, and each has a result file of its own.
status=0
projects=0
for project in tests/*.Tests/*.Tests.csproj; do
  projects=$((projects + 1))
  name=$(basename "$project" .csproj)
  dotnet test "$project" -c Release --no-build --logger "trx;LogFileName=$name.trx" --logger "console;verbosity=minimal" --results-directory "$results" -v q || status=1
done

# A suite that silently did not run is a failure: every test project must have left a result file.
files=$(find "$results" -name '*.trx' 2>/dev/null | wc -l)
count() { grep -h '<Counters ' "$results"/*.trx 2>/dev/null | grep -o " $1=\"[0-9]*\"" | grep -o '[0-9]*' | awk '{ sum += $1 } END { print sum + 0 }'; }
passed=$(count passed)
failed=$(count failed)
skipped=$(($(count total) - $(count executed))) # The logger never fills notExecuted.
if [ "$files" -lt "$projects" ]; then
  echo "Only $files of $projects test suites ran."
  failed=$((failed + projects - files))
fi
for name in GitSync.Storage.Postgres.Tests GitSync.Dashboard.Tests; do
  if ! grep -q '<Counters .* executed="[1-9]' "$results/$name.trx"; then
    echo "$name did not run."
    failed=$((failed + 1))
  fi
done
# Short forms of what otherwise runs by command, for as long as one likes (docs/testing.md).
short() {
  log="$results/$1-$2.txt"
  if dotnet run -c Release --no-build --project "tests/$1" -- "${@:3}" > "$log" 2>&1; then
    passed=$((passed + 1))
  else
    echo "$1 ${*:3} found something:"
    head -40 "$log"
    failed=$((failed + 1))
  fi
  tail -1 "$log"
}
short GitSync.Simulation seeds --seeds 1000 --steps 500
short GitSync.Simulation soak --soak 6
short GitSync.Simulation mutants --mutants check
short GitSync.Fuzz inputs --inputs 400000
short GitSync.Storm load load --rate 50 --seconds 15 --kills 1 --within 3000

# Speed, as ratios to what the disk and the server allow in the same run: a loss of more than a third fails. A busy minute can look like one, three do not.
speed=1
for try in 1 2 3; do
  if dotnet run -c Release --no-build --project benchmarks/GitSync.Benchmarks -- queue --quick --only enqueue,drain --guard benchmarks/recorded.json > "$results/speed.txt" 2>&1; then
    speed=0
    break
  fi
  grep -E "LOST|BROKEN" "$results/speed.txt" || tail -5 "$results/speed.txt"
done
if [ "$speed" -eq 0 ]; then
  passed=$((passed + 1))
else
  echo "The queue became slower; all figures are in $results/speed.txt."
  failed=$((failed + 1))
fi
if [ "$status" -ne 0 ] && [ "$failed" -eq 0 ]; then
  failed=1
fi
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
