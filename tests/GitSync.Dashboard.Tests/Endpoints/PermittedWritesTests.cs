using System.Net;

namespace GitSync.Dashboard.Tests;

/// <summary>With its permission alone, every write is answered as it should be. What they do is tested beside this.</summary>
public sealed class PermittedWritesTests(EndpointWorld world) : IClassFixture<EndpointWorld>
{
    public static TheoryData<EndpointRow> Writes => EndpointTable.Writes;

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task Write_IsForThoseWithItsPermission(EndpointRow row)
    {
        var person = world.Dashboard.Viewer("ada", [.. new[] { row.Permission }.OfType<string>()]);

        using var answer = await person.PostAsync(world.PathOf(row), world.FieldsOf(row));

        answer.StatusCode.Should().Be((HttpStatusCode)row.Status, await answer.Content.ReadAsStringAsync());
        world.Dashboard.Host.Errors.Should().BeEmpty();
    }
}
