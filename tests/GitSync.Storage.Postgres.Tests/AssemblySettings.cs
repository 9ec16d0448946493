[assembly: TestFramework("GitSync.Tests.PostgresTestFramework", "GitSync.Storage.Postgres.Tests")]
