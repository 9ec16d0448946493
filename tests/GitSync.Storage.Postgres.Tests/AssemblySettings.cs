using GitSync.Tests;

[assembly: TestFramework("GitSync.Tests.PostgresTestFramework", "GitSync.Storage.Postgres.Tests")]
[assembly: NeedsPostgres]
