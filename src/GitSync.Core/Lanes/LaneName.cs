using System.Globalization;

namespace GitSync;

/// <summary>A unique name of a lane. A lane has up to two: the application's record and GitHub's object.</summary>
/// <param name="Value">The text as stored.</param>
public readonly record struct LaneName(string Value)
{
    private const string IssuePrefix = "github:issue:";
    private const string CommentPrefix = "github:comment:";

    /// <summary>The local name of a task's lane.</summary>
    public static LaneName OfTask(string taskId) => new("task:" + taskId);

    /// <summary>The local name of a comment's lane.</summary>
    public static LaneName OfComment(string commentId) => new("comment:" + commentId);

    /// <summary>The local name of a record's lane.</summary>
    public static LaneName OfRecord(ResourceKind kind, string id) => kind switch
    {
        ResourceKind.Task => OfTask(id),
        ResourceKind.Comment => OfComment(id),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown resource kind."),
    };

    /// <summary>The remote name of an issue or pull request: one number of one repository is one resource.</summary>
    public static LaneName OfIssue(long repositoryId, int number) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{IssuePrefix}{repositoryId}:{number}"));

    /// <summary>The remote name of an issue comment; comment ids are unique across GitHub.</summary>
    public static LaneName OfGitHubComment(long commentId) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{CommentPrefix}{commentId}"));

    /// <summary>The application's id in a local name.</summary>
    public string RecordId => Value[(Value.IndexOf(':', StringComparison.Ordinal) + 1)..];

    /// <summary>Reads the number out of an issue's name; false for any other name.</summary>
    public bool TryReadIssueNumber(out int number)
    {
        number = 0;
        return Value.StartsWith(IssuePrefix, StringComparison.Ordinal)
            && int.TryParse(Value.AsSpan(Value.LastIndexOf(':') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    /// <summary>Reads the id out of a GitHub comment's name; false for any other name.</summary>
    public bool TryReadGitHubCommentId(out long commentId)
    {
        commentId = 0;
        return Value.StartsWith(CommentPrefix, StringComparison.Ordinal)
            && long.TryParse(Value.AsSpan(CommentPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out commentId);
    }

    /// <inheritdoc />
    public override string ToString() => Value;
}

/// <summary>How an arriving operation finds its lane: by remote name, else by marker of an unlinked lane, else by local name.</summary>
public sealed record LaneAddress
{
    /// <summary>Task or comment.</summary>
    public required ResourceKind Kind { get; init; }

    /// <summary>The application's record, or null.</summary>
    public LaneName? Local { get; init; }

    /// <summary>GitHub's object, or null.</summary>
    public LaneName? Remote { get; init; }

    /// <summary>A verified marker found in the body, or null. It adopts a lane only while that lane has no remote name.</summary>
    public string? Marker { get; init; }

    /// <summary>For a comment: the lane of its task. Null for tasks.</summary>
    public LaneAddress? Parent { get; init; }
}
