using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace GitSync.Testing.Simulator;

/// <summary>What a handler answers, before headers common to all answers are added.</summary>
internal sealed record RestAnswer(int Status, JsonNode? Body)
{
    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);

    public static RestAnswer Ok(JsonNode body) => new(200, body);

    public static RestAnswer Created(JsonNode body) => new(201, body);

    public static RestAnswer NoContent() => new(204, null);

    public RestAnswer With(string header, string value)
    {
        Headers[header] = value;
        return this;
    }
}

/// <summary>GitHub's "no": thrown by handlers, turned into the answer by the router. Never leaves the simulator.</summary>
internal sealed class Refusal(RestAnswer answer) : Exception(answer.Body?.ToJsonString())
{
    public RestAnswer Answer { get; } = answer;

    public static Refusal Of(int status, string message) => new(Json(status, message));

    public static Refusal NotFound() => Of(404, "Not Found");

    public static Refusal Gone(string message) => Of(410, message);

    public static Refusal Moved(string location) => new(new RestAnswer(301, new JsonObject
    {
        ["message"] = "Moved Permanently", ["url"] = location, ["documentation_url"] = Documentation,
    }).With("Location", location));

    /// <summary>422 with one error, in GitHub's form.</summary>
    public static Refusal Invalid(string resource, string field, string code, string? message = null)
    {
        var error = new JsonObject { ["resource"] = resource, ["field"] = field, ["code"] = code };
        if (message is not null)
            error["message"] = message;
        var answer = Json(422, "Validation Failed");
        answer.Body!["errors"] = new JsonArray(error);
        return new Refusal(answer);
    }

    public static RestAnswer Json(int status, string message) => new(status, new JsonObject
    {
        ["message"] = message,
        ["documentation_url"] = Documentation,
        ["status"] = status.ToString(CultureInfo.InvariantCulture),
    });

    private const string Documentation = "https://docs.github.com/rest";
}

/// <summary>JSON text as GitHub writes it: UTF-8 as it is, not escaped, which makes signatures over the raw body matter.</summary>
internal static class JsonText
{
    private static readonly JsonSerializerOptions Relaxed = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    public static string Of(JsonNode node) => node.ToJsonString(Relaxed);
}
