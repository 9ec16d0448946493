namespace GitSync;

/// <summary>Which side a field takes when both have changed it.</summary>
public enum FieldPolicy
{
    /// <summary>The side that was changed last; GitHub when the times are equal. The default.</summary>
    Newest,

    /// <summary>GitHub's.</summary>
    GitHub,

    /// <summary>The application's.</summary>
    App,

    /// <summary>Both stay as they are until a person decides.</summary>
    Manual,
}

/// <summary>The policy of each field; sets (labels, assignees) merge element by element and need none.</summary>
public sealed record MergePolicy
{
    /// <summary>Title. Default <see cref="FieldPolicy.Newest"/>.</summary>
    public FieldPolicy Title { get; init; }

    /// <summary>Body of tasks and comments. Default <see cref="FieldPolicy.Newest"/>.</summary>
    public FieldPolicy Body { get; init; }

    /// <summary>Open or closed, with its reason. Default <see cref="FieldPolicy.Newest"/>.</summary>
    public FieldPolicy State { get; init; }

    /// <summary>Milestone. Default <see cref="FieldPolicy.Newest"/>.</summary>
    public FieldPolicy Milestone { get; init; }
}
