#!/usr/bin/env bash
# Asks the package feed for known vulnerabilities, direct and transitive. Ends with 1 when there is one. A feed that does not answer, or that tells of none at
# all, is said and ends with 0, so that this can run where there is none: a release of Newtonsoft.Json that is known to be vulnerable (CVE-2024-21907) has to be reported.
set -u
cd "$(dirname "$0")/.."
report=$(mktemp)
canary=$(mktemp -d)
trap 'rm -rf "$report" "$canary"' EXIT
cp nuget.config "$canary"
cat > "$canary/canary.csproj" << 'PROJECT'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>netstandard2.0</TargetFramework><NuGetAudit>false</NuGetAudit></PropertyGroup>
  <ItemGroup><PackageReference Include="Newtonsoft.Json" Version="12.0.1" /></ItemGroup>
</Project>
PROJECT
if ! { dotnet restore "$canary/canary.csproj" && dotnet list "$canary/canary.csproj" package --vulnerable; } > "$report" 2>&1; then
  echo "The feed could not be asked:"
  tail -3 "$report"
  exit 0
fi
if ! grep -q "has the following vulnerable packages" "$report"; then
  echo "The feed tells of no vulnerabilities, not even of one that is known: nothing can be said. Name a source that does (auditSources in nuget.config)."
  exit 0
fi
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
