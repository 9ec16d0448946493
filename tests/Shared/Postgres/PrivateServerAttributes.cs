namespace GitSync.Tests;

/// <summary>A test that stops its database: skipped with the reason where it can have none of its own.</summary>
public sealed class FactOnPrivateServerAttribute : Xunit.FactAttribute
{
    public FactOnPrivateServerAttribute() => Skip = PostgresServer.NoPrivateServerReason;
}

/// <summary>The same with data.</summary>
public sealed class TheoryOnPrivateServerAttribute : Xunit.TheoryAttribute
{
    public TheoryOnPrivateServerAttribute() => Skip = PostgresServer.NoPrivateServerReason;
}
