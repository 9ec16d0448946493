using System.Globalization;
using System.Text.Json.Nodes;

namespace GitSync.Testing.Simulator;

/// <summary>The App's webhook deliveries: listed for three days, redelivered on request. GitHub never does that by itself.</summary>
internal static class HookDeliveryHandlers
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(3);
    private const int DefaultPageSize = 30;

    public static void Map(RouteTable routes)
    {
        routes.Add("GET", "app/hook/deliveries", List);
        routes.Add("GET", "app/hook/deliveries/{id}", call => RestAnswer.Ok(WithPayload(call, Find(call))));
        routes.Add("POST", "app/hook/deliveries/{id}/attempts", Redeliver);
    }

    /// <summary>Newest first, by cursor: the id of the last attempt of the page before.</summary>
    private static RestAnswer List(RestCall call)
    {
        AppHandlers.RequireApp(call);
        var size = Math.Clamp(Paging.Number(call, "per_page", DefaultPageSize), 1, call.World.Options.MaxPageSize);
        var cursor = call.Query.TryGetValue("cursor", out var text) && long.TryParse(text, CultureInfo.InvariantCulture, out var id)
            ? id
            : long.MaxValue;
        var status = call.Query.GetValueOrDefault("status");
        var left = Recent(call)
            .Where(d => d.Webhook.Id < cursor && (status is null || d.Succeeded == (status == "success")))
            .OrderByDescending(d => d.Webhook.Id)
            .ToList();
        var page = left.Take(size).ToList();
        var answer = RestAnswer.Ok(JsonForms.Array(page.Select(Json)));
        if (left.Count <= size)
            return answer;
        var next = page[^1].Webhook.Id.ToString(CultureInfo.InvariantCulture);
        return answer.With("Link", Paging.Link(call, "next", ("cursor", next)));
    }

    private static RestAnswer Redeliver(RestCall call)
    {
        call.Engine.Events.Redeliver(Find(call).Webhook);
        return new RestAnswer(202, new JsonObject());
    }

    private static SimulatorDelivery Find(RestCall call)
    {
        AppHandlers.RequireApp(call);
        var id = call.Id("id");
        return Recent(call).FirstOrDefault(d => d.Webhook.Id == id) ?? throw Refusal.NotFound();
    }

    private static IEnumerable<SimulatorDelivery> Recent(RestCall call)
    {
        var oldest = call.World.Instant - Kept;
        return call.Engine.Outbox.Attempts().Where(d => d.DeliveredAt >= oldest);
    }

    private static JsonObject Json(SimulatorDelivery delivery) => new()
    {
        ["id"] = delivery.Webhook.Id,
        ["guid"] = delivery.Webhook.Guid.ToString("D"),
        ["delivered_at"] = JsonForms.Time(delivery.DeliveredAt),
        ["redelivery"] = delivery.Webhook.Redelivery,
        ["duration"] = 0.1,
        ["status"] = delivery.Succeeded ? "OK" : delivery.StatusCode == WebhookOutbox.Unreachable ? "timed out" : "Invalid HTTP Response",
        ["status_code"] = delivery.StatusCode,
        ["event"] = delivery.Webhook.Event,
        ["action"] = delivery.Webhook.Action,
        ["installation_id"] = delivery.Webhook.InstallationId,
        ["repository_id"] = delivery.Webhook.RepositoryId,
        ["throttled_at"] = null,
    };

    private static JsonObject WithPayload(RestCall call, SimulatorDelivery delivery)
    {
        var json = Json(delivery);
        json["url"] = call.World.Options.WebhookTarget?.AbsoluteUri;
        json["request"] = new JsonObject
        {
            ["headers"] = new JsonObject(delivery.Webhook.Headers.Select(h => KeyValuePair.Create(h.Key, (JsonNode?)h.Value))),
            ["payload"] = JsonNode.Parse(delivery.Webhook.Body),
        };
        json["response"] = new JsonObject { ["headers"] = new JsonObject(), ["payload"] = null };
        return json;
    }
}
