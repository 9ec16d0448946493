namespace GitSync.Storage.Postgres.Tests;

public sealed class PostgresStorageOptionsTests
{
    private static PostgresStorageOptions Valid => new() { ConnectionString = "Host=localhost;Username=gitsync;Database=app" };

    [Fact]
    public void Defaults_AreValid() => Valid.Invoking(options => options.Validate()).Should().NotThrow();

    [Theory]
    [InlineData("Host=db;Nonsense=1;Password=canary")]
    [InlineData("Host=db;Passwort=canary")]
    [InlineData("Host=db;Port=canary")]
    [InlineData("Username=gitsync;Password=canary")]
    [InlineData("canary")]
    public void ConnectionString_IsNeverRepeated(string connectionString)
    {
        var options = Valid with { ConnectionString = connectionString };
        options.Invoking(each => each.Validate()).Should().Throw<ArgumentException>().Which.ToString().Should().NotContain("canary");
        options.ToString().Should().NotContain("canary");
    }

    [Fact]
    public void PasswordOfAGoodConnectionString_IsNoPartOfItsText() =>
        $"{Valid with { ConnectionString = "Host=db;Username=gitsync;Password=canary" }}".Should().NotContain("canary").And.NotContain("Host");

    [Fact]
    public void ValueOutOfBounds_IsRefusedByName()
    {
        (Valid with { Partitions = 257 }).Invoking(options => options.Validate()).Should().Throw<ArgumentException>().WithMessage("*Partitions*");
        (Valid with { MaximumGroup = 0 }).Invoking(options => options.Validate()).Should().Throw<ArgumentException>().WithMessage("*MaximumGroup*");
        (Valid with { LockTimeout = TimeSpan.Zero }).Invoking(options => options.Validate()).Should().Throw<ArgumentException>().WithMessage("*LockTimeout*");
        (Valid with { MaximumTries = 21 }).Invoking(options => options.Validate()).Should().Throw<ArgumentException>().WithMessage("*MaximumTries*");
    }
}
