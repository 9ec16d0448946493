using System.Reflection;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace GitSync.Tests;

/// <summary>The tests of this class, or of the whole assembly, need a PostgreSQL.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Assembly)]
public sealed class NeedsPostgresAttribute : Attribute;

/// <summary>
/// Skips the tests that <see cref="NeedsPostgresAttribute"/> marks, with the reason, where there is no PostgreSQL: suites are inherited, so no
/// attribute of theirs could say it.
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
            base.RunTestCases(testCases.Select(test => NeedsPostgres(test.TestMethod.TestClass.Class) ? Skip(test) : test), executionMessageSink, executionOptions);

        private static bool NeedsPostgres(ITypeInfo type) =>
            type.GetCustomAttributes(typeof(NeedsPostgresAttribute)).Any() || type.Assembly.GetCustomAttributes(typeof(NeedsPostgresAttribute)).Any();

        private XunitSkippedDataRowTestCase Skip(IXunitTestCase test) => new(
            DiagnosticMessageSink, TestMethodDisplay.ClassAndMethod, TestMethodDisplayOptions.None, test.TestMethod, reason, test.TestMethodArguments);
    }
}
