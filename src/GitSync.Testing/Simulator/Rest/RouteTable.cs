namespace GitSync.Testing.Simulator;

/// <summary>One route: method, template, handler. A last segment like <c>{name*}</c> takes the rest of the path: clients, Octokit among
/// them, do not escape the slash in a label's name, and GitHub understands.</summary>
internal sealed record RestRoute(string Method, string Template, Func<RestCall, RestAnswer> Handler)
{
    public string[] Segments { get; } = Template.Split('/');
}

/// <summary>Finds the handler of a request.</summary>
internal sealed class RouteTable
{
    private const string ByName = "repos/{owner}/{repo}";
    private const string ByNumber = "repositories/{repository}";

    private readonly List<RestRoute> routes = [];

    public void Add(string method, string template, Func<RestCall, RestAnswer> handler) =>
        routes.Add(new RestRoute(method, template, handler));

    /// <summary>Adds a route under a repository by name and by number; Octokit's repositoryId overloads use the number.</summary>
    public void AddInRepository(string method, string rest, Func<RestCall, RestAnswer> handler)
    {
        var tail = rest.Length == 0 ? "" : "/" + rest;
        Add(method, ByName + tail, handler);
        Add(method, ByNumber + tail, handler);
    }

    public (RestRoute Route, IReadOnlyDictionary<string, string> Values)? Find(string method, string path)
    {
        var segments = path.Trim('/').Split('/');
        foreach (var route in routes)
        {
            if (route.Method == method && Match(route.Segments, segments) is { } values)
                return (route, values);
        }

        return null;
    }

    private static Dictionary<string, string>? Match(string[] template, string[] path)
    {
        var rest = template[^1] is [.., '*', '}'];
        if (rest ? path.Length < template.Length : path.Length != template.Length)
            return null;
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < template.Length; i++)
        {
            if (template[i] is ['{', .. var last, '*', '}'])
                values[last] = Uri.UnescapeDataString(string.Join('/', path[i..]));
            else if (template[i] is ['{', .. var name, '}'])
                values[name] = Uri.UnescapeDataString(path[i]);
            else if (template[i] != path[i])
                return null;
        }

        return values;
    }
}
