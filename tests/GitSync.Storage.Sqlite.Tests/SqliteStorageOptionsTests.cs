namespace GitSync.Storage.Sqlite.Tests;

public sealed class SqliteStorageOptionsTests
{
    private static SqliteStorageOptions Valid => new() { ConnectionString = "Data Source=queue.db" };

    [Fact]
    public void Defaults_AreValid() => Valid.Invoking(options => options.Validate()).Should().NotThrow();

    [Theory]
    [InlineData("")]
    [InlineData("Data Source=:memory:")]
    [InlineData("Data Source=x;Mode=Memory;Cache=Shared")]
    [InlineData("Data Source=x;Mode=ReadOnly")]
    public void DatabaseThatCannotHoldAQueue_IsRefused(string connectionString) =>
        (Valid with { ConnectionString = connectionString }).Invoking(options => options.Validate())
            .Should().Throw<ArgumentException>().WithMessage("SqliteStorageOptions.ConnectionString*");

    [Theory]
    [InlineData("Data Source=queue.db;Passwort=canary")]
    [InlineData("canary")]
    public void ConnectionString_IsNeverRepeated(string connectionString)
    {
        var options = Valid with { ConnectionString = connectionString };
        options.Invoking(each => each.Validate()).Should().Throw<ArgumentException>().Which.ToString().Should().NotContain("canary");
        options.ToString().Should().NotContain("canary");
    }

    [Fact]
    public void ValueOutOfBounds_IsRefusedByName()
    {
        (Valid with { MaximumGroup = 0 }).Invoking(options => options.Validate()).Should().Throw<ArgumentException>().WithMessage("*MaximumGroup*");
        (Valid with { BusyTimeout = TimeSpan.Zero }).Invoking(options => options.Validate()).Should().Throw<ArgumentException>().WithMessage("*BusyTimeout*");
        (Valid with { MaximumGroupTime = TimeSpan.FromSeconds(2) }).Invoking(options => options.Validate())
            .Should().Throw<ArgumentException>().WithMessage("*MaximumGroupTime*");
        (Valid with { CacheKibibytes = 1 }).Invoking(options => options.Validate()).Should().Throw<ArgumentException>().WithMessage("*CacheKibibytes*");
    }
}
