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
        : new Cleaning(assemblyName, SourceInformationProvider, DiagnosticMessageSink);

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

    /// <summary>Removes the tests' databases, after the last test and before the process is given up.</summary>
    private sealed class Cleaning(AssemblyName assembly, ISourceInformationProvider sources, IMessageSink messages)
        : XunitTestFrameworkExecutor(assembly, sources, messages)
    {
        protected override async void RunTestCases(
            IEnumerable<IXunitTestCase> testCases, IMessageSink executionMessageSink, ITestFrameworkExecutionOptions executionOptions)
        {
            using var runner = new CleaningRunner(TestAssembly, testCases, DiagnosticMessageSink, executionMessageSink, executionOptions);
            await runner.RunAsync();
        }
    }

    private sealed class CleaningRunner(
        ITestAssembly assembly, IEnumerable<IXunitTestCase> tests, IMessageSink diagnostics, IMessageSink messages, ITestFrameworkExecutionOptions options)
        : XunitTestAssemblyRunner(assembly, tests, diagnostics, messages, options)
    {
        protected override async Task BeforeTestAssemblyFinishedAsync()
        {
            await base.BeforeTestAssemblyFinishedAsync();
            await Aggregator.RunAsync(PostgresServer.DropAllDatabasesAsync);
        }
    }
}
