[assembly: TestFramework("GitSync.Tests.PostgresTestFramework", "GitSync.SampleHost.Tests")]
