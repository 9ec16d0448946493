using System.Diagnostics;
using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace GitSync.GitHub.Tests;

public sealed class WebhookReceiverTests
{
    private const string Secret = "a secret of tests";
    private static readonly DateTimeOffset Now = new(2024, 3, 1, 10, 1, 0, TimeSpan.Zero);
    private readonly RecordingQueue _queue = new();
    private readonly WebhookOptions _options = new() { MaximumBodyBytes = 4096, Secrets = { Secret } };
    private IInboundFilter _filter = new EverythingComesIn();

    [Fact]
    public async Task SignedDelivery_IsStoredWithItsOperationsInOneBatch()
    {
        var body = Bodies.Of("created").With("issue", Bodies.Issue()).With("comment", Bodies.Comment()).Bytes();

        var receipt = await Receive(Signed("issue_comment", body));

        receipt.Status.Should().Be(WebhookStatus.Accepted);
        receipt.Outcomes.Should().HaveCount(2);
        var batch = _queue.Batches.Should().ContainSingle().Subject;
        batch.Items.Should().HaveCount(2).And.OnlyContain(item => item.Admission == Admission.Granted && item.RequireConnection);
        batch.Delivery.Should().BeEquivalentTo(new
        {
            Id = TranslationTable.Delivery,
            Event = "issue_comment",
            Action = "created",
            InstallationId = (long?)Bodies.Installation,
            RepositoryId = (long?)Bodies.Repository,
            ReceivedAt = Now,
            Outcome = receipt.Detail,
        });
        batch.Delivery!.Body.ToArray().Should().Equal(body);
        _queue.Wakes.Should().Be(1);
    }

    [Fact]
    public async Task Delivery_KeepsHarmlessHeadersAndWhichSecretHeld()
    {
        _options.Secrets.Insert(0, "a newer secret");
        var request = Signed("issues", Bodies.Of("opened").With("issue", Bodies.Issue()).Bytes());
        await Receive(request with
        {
            Headers = new Dictionary<string, string>
            {
                ["X-GitHub-Event"] = "issues",
                ["X-GitHub-Hook-ID"] = "4711",
                ["User-Agent"] = new string('a', 300),
                ["X-Hub-Signature-256"] = request.Signature256!,
                ["Cookie"] = "session=1",
                ["Authorization"] = "Bearer t",
            },
        });

        var delivery = _queue.Batches.Single().Delivery!;
        delivery.Headers.Should().BeEquivalentTo(new Dictionary<string, string>
        {
            ["X-GitHub-Event"] = "issues",
            ["X-GitHub-Hook-ID"] = "4711",
            ["User-Agent"] = new string('a', DeliveryHeaders.MaximumLength),
        });
        delivery.Signature.Should().Be("valid (sha256, secret 2 of 2)");
    }

    [Fact]
    public async Task RequestWithinATrace_PassesItOn()
    {
        using var activity = new Activity("request").SetIdFormat(ActivityIdFormat.W3C).Start();

        await Receive(Signed("issues", Bodies.Of("opened").With("issue", Bodies.Issue()).Bytes()));

        _queue.Batches.Single().Items.Single().Operation.TraceParent.Should().Be(activity.Id);
    }

    [Fact]
    public async Task KnownGuid_IsADuplicateAndWakesNobody()
    {
        var request = Signed("issues", Bodies.Of("opened").With("issue", Bodies.Issue()).Bytes());
        await Receive(request);

        var receipt = await Receive(request);

        receipt.Status.Should().Be(WebhookStatus.Duplicate);
        receipt.Outcomes.Should().BeEmpty();
        _queue.Batches.Should().ContainSingle();
        _queue.Wakes.Should().Be(1);
    }

    [Fact]
    public async Task DeliveryFromWhichNothingFollows_IsStoredAllTheSame()
    {
        (await Receive(Signed("label", Bodies.Of("created").Bytes()))).Status.Should().Be(WebhookStatus.Accepted);

        var batch = _queue.Batches.Single();
        batch.Items.Should().BeEmpty();
        batch.Delivery!.Outcome.Should().Contain("not synchronised");
    }

    [Fact]
    public async Task ConnectionChange_GoesIntoTheSameBatch()
    {
        await Receive(Signed("installation", Bodies.OfInstallation("suspend").Bytes()));

        _queue.Batches.Single().Connections.Should().Equal(new InstallationSuspensionChanged(Bodies.Installation, true));
    }

    public static TheoryData<string?, string?, WebhookStatus> Headers => new()
    {
        { "issues", "0b989ba4-242f-11e5-81e1-c7b6966d2516", WebhookStatus.Accepted },
        { null, "0b989ba4-242f-11e5-81e1-c7b6966d2516", WebhookStatus.Malformed },
        { "", "0b989ba4-242f-11e5-81e1-c7b6966d2516", WebhookStatus.Malformed },
        { "Issues\r\n", "0b989ba4-242f-11e5-81e1-c7b6966d2516", WebhookStatus.Malformed },
        { new string('x', WebhookReceiver.MaximumEventLength), "0b989ba4-242f-11e5-81e1-c7b6966d2516", WebhookStatus.Accepted },
        { new string('x', WebhookReceiver.MaximumEventLength + 1), "0b989ba4-242f-11e5-81e1-c7b6966d2516", WebhookStatus.Malformed },
        { "issues", null, WebhookStatus.Malformed },
        { "issues", "", WebhookStatus.Malformed },
        { "issues", "not a guid", WebhookStatus.Malformed },
        { "issues", "00000000-0000-0000-0000-000000000000", WebhookStatus.Malformed },
        { "issues", new string('0', 100_000), WebhookStatus.Malformed },
    };

    [Theory]
    [MemberData(nameof(Headers))]
    public async Task Headers_AreCheckedBeforeAnythingIsStored(string? eventName, string? deliveryId, WebhookStatus expected)
    {
        var receipt = await Receive(Signed("issues", "{}"u8.ToArray()) with { Event = eventName, DeliveryId = deliveryId });

        receipt.Status.Should().Be(expected);
        receipt.Detail.Should().NotBeEmpty();
        _queue.Batches.Should().HaveCount(expected == WebhookStatus.Accepted ? 1 : 0);
    }

    [Fact]
    public async Task WrongOrMissingSignature_IsUnsigned()
    {
        var request = Signed("issues", "{}"u8.ToArray());

        (await Receive(request with { Signature256 = null })).Status.Should().Be(WebhookStatus.Unsigned);
        (await Receive(request with { Body = "{ }"u8.ToArray() })).Status.Should().Be(WebhookStatus.Unsigned);
        _queue.Batches.Should().BeEmpty();
    }

    [Fact]
    public async Task NoSecretConfigured_IsUnsignedAndNamesTheKey()
    {
        _options.Secrets.Clear();

        var receipt = await Receive(Signed("issues", "{}"u8.ToArray()));

        receipt.Status.Should().Be(WebhookStatus.Unsigned);
        receipt.Detail.Should().Contain("GitSync:GitHub:Webhooks:Secrets");
    }

    [Fact]
    public async Task RotatedSecret_HoldsBesideTheOldOne()
    {
        _options.Secrets.Insert(0, "the next secret");

        (await Receive(Signed("ping", "{}"u8.ToArray()))).Status.Should().Be(WebhookStatus.Accepted);
    }

    [Fact]
    public async Task SignedButNoJson_IsNotStored()
    {
        (await Receive(Signed("issues", "payload=x"u8.ToArray()))).Status.Should().Be(WebhookStatus.NotJson);
        _queue.Batches.Should().BeEmpty();
    }

    [Fact]
    public async Task BodyOverTheBound_IsTooLarge() =>
        (await Receive(Signed("issues", new byte[4097]))).Status.Should().Be(WebhookStatus.TooLarge);

    [Fact]
    public async Task FilterThatRefusesTheIssue_RefusesItsCommentToo()
    {
        _filter = new RefuseTasks();

        await Receive(Signed("issue_comment", Bodies.Of("created").With("issue", Bodies.Issue()).With("comment", Bodies.Comment()).Bytes()));

        _queue.Batches.Single().Items.Should().HaveCount(2).And.OnlyContain(item => item.Admission.Refusal == SyncRule.FilteredOut);
    }

    [Fact]
    public async Task FailingStore_IsLetThrough()
    {
        _queue.Failure = new TimeoutException("The database is away.");

        await FluentActions.Awaiting(() => Receive(Signed("ping", "{}"u8.ToArray()))).Should().ThrowAsync<TimeoutException>();
    }

    [Fact]
    public void AnyInput_DoesNotThrow() =>
        Gen.Select(Gen.String.Null(), Gen.String.Null(), Gen.String.Null(), Gen.Byte.Array[0, 100], Gen.Bool)
            .Sample(
                (eventName, deliveryId, signature, body, sign) =>
                {
                    signature = sign ? WebhookSignature.Sign(body, Secret) : signature;
                    var receipt = Receive(new WebhookRequest(eventName, deliveryId, signature, body)).GetAwaiter().GetResult();
                    receipt.Detail.Should().NotBeEmpty();
                },
                iter: 1_000,
                threads: 1);

    private static WebhookRequest Signed(string eventName, byte[] body) =>
        new(eventName, TranslationTable.Delivery.ToString(), WebhookSignature.Sign(body, Secret), body);

    private Task<WebhookReceipt> Receive(WebhookRequest request)
    {
        var time = new FakeTimeProvider(Now);
        var receiver = new WebhookReceiver(
            _queue,
            _queue,
            _filter,
            TranslationTable.Markers(),
            new OperationIds(time, new SeededRandom(3)),
            time,
            new FixedOptions(_options),
            NullLogger<WebhookReceiver>.Instance);
        return receiver.ReceiveAsync(request, CancellationToken.None);
    }

    private sealed class RefuseTasks : IInboundFilter
    {
        public ValueTask<Admission> AdmitAsync(SyncOperation operation, CancellationToken cancellationToken) => ValueTask.FromResult(
            operation is TaskSyncOperation ? Admission.Refused(SyncRule.FilteredOut, "its labels leave it out.") : Admission.Granted);
    }

    private sealed class FixedOptions(WebhookOptions options) : IOptionsMonitor<WebhookOptions>
    {
        public WebhookOptions CurrentValue => options;

        public WebhookOptions Get(string? name) => options;

        public IDisposable? OnChange(Action<WebhookOptions, string?> listener) => null;
    }
}
