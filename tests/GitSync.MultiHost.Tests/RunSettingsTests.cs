namespace GitSync.MultiHost.Tests;

public sealed class RunSettingsTests
{
    [Fact]
    public void NothingAsked_IsTheLongForm() => RunSettings.Parse([]).Should().BeEquivalentTo(
        new { Hosts = 4, Operations = 200_000, Kills = 200, Pauses = 50, Stops = 50, Lanes = 5_000, Storage = StorageKind.Postgres });

    [Theory]
    [InlineData("--hosts")]
    [InlineData("--hosts", "0")]
    [InlineData("--hosts", "many")]
    [InlineData("--storage", "paper")]
    [InlineData("--speed", "1")]
    [InlineData("--operations", "10", "--lanes", "11")]
    public void WhatCannotBe_IsRefusedWithASentence(params string[] args) =>
        FluentActions.Invoking(() => RunSettings.Parse(args)).Should().Throw<FormatException>().WithMessage($"{args[0]}*");
}
