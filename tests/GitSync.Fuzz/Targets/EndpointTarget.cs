using System.Text;
using GitSync.GitHub;
using GitSync.Testing;
using GitSync.Tests.Payloads;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GitSync.Fuzz;

/// <summary>
/// The endpoint that everybody can reach: whatever comes, headers and body, gets an answer below 500 that gives nothing away; unsigned is never stored,
/// signed and well-formed always.
/// </summary>
internal sealed class EndpointTarget : IFuzzTarget
{
    private const string Secret = "canary-of-the-webhook-secret";

    public string Name => "endpoint";

    public IFuzzWorker Begin() => new Worker();

    private sealed class Worker : IFuzzWorker
    {
        private static readonly string[] HeaderPieces =
            ["", " ", "sha256=", "sha1=", "issues", "ISSUES", "../", "\0", "\u00fc", "a,b", "{guid}", "00000000-0000-0000-0000-000000000000", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "%00", "\t"];

        private readonly WebApplication _app;
        private readonly RequestDelegate _endpoint;
        private readonly InMemorySyncStore _store = new(new ManualClock());
        private Sent _last = new(null, null, null, [], null);
        private int _accepted;

        public Worker()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.Services.AddSingleton<ISyncStore>(_store);
            builder.Services.AddSingleton<ITaskRecords>(new InMemoryTaskRecords(new ManualClock(), new InMemoryCommentRecords(new ManualClock())));
            builder.Services.AddSingleton<ICommentRecords>(new InMemoryCommentRecords(new ManualClock()));
            builder.Services.AddGitSync().AllowOutbound().AddGitHub(gitHub => gitHub.Token = "canary-of-the-token", webhooks => webhooks.Secrets.Add(Secret));
            _app = builder.Build();
            _app.MapGitSyncWebhooks("/webhooks");
            _endpoint = ((IEndpointRouteBuilder)_app).DataSources.SelectMany(source => source.Endpoints).Single().RequestDelegate!;
            _store.ChangeConnectionAsync("board", WebhookBodies.RepositoryId, _ => new Connection
            {
                Project = "board", RepositoryId = WebhookBodies.RepositoryId, InstallationId = WebhookBodies.InstallationId, Owner = "Codertocat", Name = "Hello-World",
            }).GetAwaiter().GetResult();

            // The first one prepares the store; the others would begin to work.
            _app.Services.GetServices<IHostedService>().First(service => service.GetType().Namespace == "GitSync").StartAsync(CancellationToken.None).GetAwaiter().GetResult();
        }

        public string LastInput => $"event {_last.Event}, delivery {_last.Delivery}, signature {_last.Signature}, length {_last.Length}, body {Encoding.UTF8.GetString(_last.Body)}";

        public void Try(Random random)
        {
            _last = Make(random);
            var (status, answer) = Send(_last);
            FuzzException.Require(status is 202 or 400 or 401 or 413, $"the answer is {status}: {answer}");
            FuzzException.Require(answer.Length is > 0 and < 4_000 && !answer.Contains("canary", StringComparison.Ordinal), $"the answer gives something away: {answer}");
            var signed = WebhookSignature.IsValid(_last.Signature, _last.Body, [Secret]);
            FuzzException.Require(signed || status is 400 or 401 or 413, $"an unsigned request was answered with {status}");
            if (status == 202 && !answer.StartsWith("This delivery was received before", StringComparison.Ordinal))
            {
                _accepted++;
            }
        }

        public void Dispose()
        {
            var stored = 0;
            for (var query = new DeliveryQuery { Limit = OperationQuery.MaximumLimit }; ;)
            {
                var page = _store.ListDeliveriesAsync(query).GetAwaiter().GetResult();
                stored += page.Deliveries.Count;
                if (page.Continue is not { } position)
                {
                    break;
                }

                query = query with { Before = position };
            }

            ((IDisposable)_app).Dispose();
            FuzzException.Require(stored == _accepted, $"{_accepted} webhooks were accepted and {stored} are stored");
        }

        private static Sent Make(Random random)
        {
            var specimen = Specimen.All[random.Next(Specimen.All.Count)];
            var body = random.Next(20) == 0 ? BodyMutation.Noise(random) : BodyMutation.Of(specimen, random);
            var signature = random.Next(10) switch
            {
                0 => null,
                1 => Header(random),
                2 => WebhookSignature.Sign(body, "another secret"),
                3 => WebhookSignature.Sign(specimen.Bytes, Secret),
                _ => WebhookSignature.Sign(body, Secret),
            };
            var delivery = random.Next(12) switch
            {
                0 => null,
                1 => Header(random),
                2 => Guid.Empty.ToString(),
                3 => $"{{{random.Next(50):00000000}-0000-0000-0000-000000000001}}",
                _ => $"{random.Next(5_000):00000000}-0000-0000-0000-000000000001",
            };
            var name = random.Next(8) switch
            {
                0 => TranslatorTarget.Events[random.Next(TranslatorTarget.Events.Length)],
                1 => random.Next(3) == 0 ? null : Header(random),
                _ => specimen.Event,
            };
            long? length = random.Next(20) switch
            {
                0 => null,
                1 => body.Length + random.Next(1, 100),
                2 => random.NextInt64(1L << 40),
                _ => body.Length,
            };
            return new Sent(name, delivery, signature, body, length);
        }

        private static string Header(Random random) => TextPieces.Make(random, HeaderPieces);

        private (int Status, string Answer) Send(Sent sent)
        {
            using var scope = _app.Services.CreateScope();
            var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
            var answer = new MemoryStream();
            (context.Request.Method, context.Request.Path, context.Request.Body, context.Response.Body) = ("POST", "/webhooks", new MemoryStream(sent.Body), answer);
            context.Request.ContentLength = sent.Length;
            (context.Request.Headers["X-GitHub-Event"], context.Request.Headers["X-GitHub-Delivery"], context.Request.Headers["X-Hub-Signature-256"]) =
                (sent.Event, sent.Delivery, sent.Signature);
            _endpoint(context).GetAwaiter().GetResult();
            return (context.Response.StatusCode, Encoding.UTF8.GetString(answer.ToArray()));
        }
    }

    /// <summary>A request; its announced length may be another one than the body's.</summary>
    private sealed record Sent(string? Event, string? Delivery, string? Signature, byte[] Body, long? Length);
}
