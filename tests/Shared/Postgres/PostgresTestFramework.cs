using System.Reflection;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace GitSync.Tests;

/// <summary>
/// Skips every test of an assembly, with the reason, where there is no PostgreSQL: the contract suites are inherited, so no attribute of
/// theirs could say it.
/// </summary>
public sealed class PostgresTestFramework(IMessageSink messages) : XunitTestFramework(messages)
{
    protected override ITestFrameworkExecutor CreateExecutor(AssemblyName assemblyName) => PostgresServer.UnavailableReason is { } reason
        ? new Skipping(assemblyName, SourceInformationProvider, DiagnosticMessageSink, reason)
        : base.CreateExecutor(assemblyName);

    private sealed class Skipping(AssemblyName assembly, ISourceInformationProvider sources, IMessageSink messages, string reason)
        : XunitTestFrameworkExecutor(assembly, sources, messages)
    {
        protected override void RunTestCases(
            IEnumerable<IXunitTestCase> testCases, IMessageSink executionMessageSink, ITestFrameworkExecutionOptions executionOptions) =>
            base.RunTestCases(testCases.Select(Skip), executionMessageSink, executionOptions);

        private XunitSkippedDataRowTestCase Skip(IXunitTestCase test) => new(
            DiagnosticMessageSink, TestMethodDisplay.ClassAndMethod, TestMethodDisplayOptions.None, test.TestMethod, reason, test.TestMethodArguments);
    }
}
