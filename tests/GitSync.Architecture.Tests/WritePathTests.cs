using Mono.Cecil;

namespace GitSync.Architecture.Tests;

/// <summary>Text leaves for GitHub on one path only, and the outbound gate stands in it (sayr #254: private text leaked).</summary>
public sealed class WritePathTests
{
    private static readonly string[] Writes =
    [
        nameof(IGitHubGateway.CreateIssueAsync),
        nameof(IGitHubGateway.UpdateIssueAsync),
        nameof(IGitHubGateway.CreateCommentAsync),
        nameof(IGitHubGateway.UpdateCommentAsync),
        nameof(IGitHubGateway.DeleteCommentAsync),
    ];

    [Fact]
    public void EveryMethodOfTheGateway_IsKnownToReadOrToWrite() => typeof(IGitHubGateway).GetMethods()
        .Select(method => method.Name)
        .Where(name => !name.StartsWith("Get", StringComparison.Ordinal) && !name.StartsWith("List", StringComparison.Ordinal) && !name.StartsWith("Find", StringComparison.Ordinal))
        .Should().BeEquivalentTo(Writes);

    [Fact]
    public void GitHubsWriteCalls_AreMadeByTheTwoResourcesOnly() => CallersOf(method => method.DeclaringType.Name == nameof(IGitHubGateway) && Writes.Contains(method.Name))
        .Should().BeEquivalentTo("CommentResource", "TaskResource");

    [Fact]
    public void EveryWriteOfAResource_AsksForAPermit()
    {
        using var core = AssemblyDefinition.ReadAssembly(Packages.All["GitSync.Core"].Location);
        var resources = core.MainModule.Types.Where(type => type.Name is "CommentResource" or "TaskResource");

        resources.SelectMany(WritingMethods).Should().HaveCount(8).And.OnlyContain(method => method.Parameters.Any(parameter => parameter.ParameterType.Name == "WritePermit"));

        // The body of an async method is a type of its own, named after it.
        static IEnumerable<MethodDefinition> WritingMethods(TypeDefinition type) => type.NestedTypes
            .Where(nested => nested.Methods.Any(method => Calls(method).Any(call => Writes.Contains(call.Name) || call.Name is "UpdateAsync" && call.DeclaringType.Name == type.Name)))
            .Select(nested => nested.Name[1..nested.Name.IndexOf('>', StringComparison.Ordinal)])
            .Concat(type.Methods.Where(method => Calls(method).Any(call => Writes.Contains(call.Name))).Select(method => method.Name))
            .Distinct()
            .Select(name => type.Methods.Single(method => method.Name == name));
    }

    [Fact]
    public void Permits_AreMadeByTheGateOnly() => CallersOf(method => method is { Name: ".ctor", DeclaringType.Name: "WritePermit" })
        .Should().Equal("OutboundGate");

    private static IEnumerable<string> CallersOf(Func<MethodReference, bool> isWanted) => Packages.All.Values.SelectMany(package =>
    {
        using var assembly = AssemblyDefinition.ReadAssembly(package.Location);
        return assembly.MainModule.GetTypes()
            .Where(type => type.Methods.Any(method => Calls(method).Any(isWanted)))
            .Select(type => Outermost(type).Name)
            .ToArray();
    }).Distinct();

    private static IEnumerable<MethodReference> Calls(MethodDefinition method) =>
        method.HasBody ? method.Body.Instructions.Select(instruction => instruction.Operand).OfType<MethodReference>() : [];

    private static TypeDefinition Outermost(TypeDefinition type) => type.DeclaringType is { } outer ? Outermost(outer) : type;
}
