using System.Globalization;
using System.Security.Cryptography;

namespace GitSync.SampleHost.Simulator.Weather;

/// <summary>
/// <c>POST /simulator/weather</c> makes a bad day of half a minute, so that the dashboard has something to show; <c>?seed=</c> asks for one of before.
/// <c>GET</c> says how far it is.
/// </summary>
internal static class WeatherEndpoints
{
    public const string Path = "/simulator/weather";

    public static void MapWeather(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost(Path, Start).RefuseOtherOrigins();
        endpoints.MapGet(Path, IResult (WeatherStation station) => station.Report is { } report ? TypedResults.Ok(report) : TypedResults.NoContent());
    }

    private static IResult Start(WeatherStation station, WeatherSides sides, string? seed = null)
    {
        var number = RandomNumberGenerator.GetInt32(1, WeatherPlan.MaximumSeed + 1);
        if (seed is not null
            && (!int.TryParse(seed, NumberStyles.None, CultureInfo.InvariantCulture, out number) || number is < 1 or > WeatherPlan.MaximumSeed))
        {
            return TypedResults.ValidationProblem(
                new Dictionary<string, string[]> { ["seed"] = [$"Must be a number from 1 to {WeatherPlan.MaximumSeed}."] });
        }

        if (sides.Lack is { } lack)
        {
            return Conflict(lack);
        }

        return station.TryStart(WeatherPlan.Of(number)) is { } report
            ? TypedResults.Accepted(Path, report)
            : Conflict("A weather is under way already. It ends within a minute; then there can be another one.");
    }

    private static IResult Conflict(string sentence) =>
        TypedResults.Problem(statusCode: StatusCodes.Status409Conflict, title: "No weather", detail: sentence);
}
