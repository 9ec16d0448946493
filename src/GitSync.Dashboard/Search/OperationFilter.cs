namespace GitSync.Dashboard.Search;

/// <summary>What somebody looks for, as they wrote it. A value; null: not asked for.</summary>
internal sealed record OperationFilter
{
    public OperationState? State { get; init; }

    public SyncDirection? Direction { get; init; }

    public ResourceKind? Kind { get; init; }

    /// <summary>"owner/name" or a numeric id.</summary>
    public string? Repository { get; init; }

    public int? Issue { get; init; }

    public string? Task { get; init; }

    public string? Comment { get; init; }

    public long? Lane { get; init; }

    public string? Actor { get; init; }

    public string? Error { get; init; }

    public Guid? Delivery { get; init; }

    /// <summary>An id of an operation or of a webhook: a GUID that stands alone.</summary>
    public Guid? Id { get; init; }

    /// <summary>Whether nothing but a state is asked for, so that kept counters know how many there are.</summary>
    public bool IsStateAlone => State is not null && this == new OperationFilter { State = State };

    /// <summary>The qualifiers, in one order.</summary>
    public override string ToString() => string.Join(' ', Parts());

    private IEnumerable<string> Parts()
    {
        (string Name, string? Value)[] all =
        [
            ("state", State?.Name()),
            ("direction", Direction switch { SyncDirection.Inbound => "in", SyncDirection.Outbound => "out", _ => null }),
            ("kind", Kind switch { ResourceKind.Task => "task", ResourceKind.Comment => "comment", _ => null }),
            ("repo", Repository),
            ("issue", Issue?.ToString(CultureInfo.InvariantCulture)),
            ("task", Task),
            ("comment", Comment),
            ("lane", Lane?.ToString(CultureInfo.InvariantCulture)),
            ("actor", Actor),
            ("error", Error),
            ("delivery", Delivery?.ToString()),
        ];
        return all.Where(part => part.Value is not null).Select(part => $"{part.Name}:{QualifierText.Quote(part.Value!)}")
            .Concat(Id is { } id ? [id.ToString()] : []);
    }
}
