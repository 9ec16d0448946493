[assembly: TestFramework("GitSync.Tests.PostgresTestFramework", "GitSync.EntityFramework.Tests")]
