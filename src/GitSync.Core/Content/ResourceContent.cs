using System.Text.Json.Serialization;

namespace GitSync;

/// <summary>What a lane keeps in step: a task with an issue or pull request, or a comment with an issue comment.</summary>
public enum ResourceKind
{
    /// <summary>A task and its issue or pull request.</summary>
    Task,

    /// <summary>A comment and its issue comment.</summary>
    Comment,
}

/// <summary>The fields that both sides share, in the application's terms. Immutable; compared by value.</summary>
[JsonDerivedType(typeof(TaskContent), "task")]
[JsonDerivedType(typeof(CommentContent), "comment")]
public abstract record ResourceContent
{
    private protected ResourceContent()
    {
    }

    /// <summary>Raw markdown without our marker or attribution; never null, "" where GitHub says null.</summary>
    public string Body { get; init; } = "";
}

/// <summary>The synchronised fields of a task.</summary>
public sealed record TaskContent : ResourceContent
{
    /// <summary>The title; GitHub takes 1 to 256 characters.</summary>
    public required string Title { get; init; }

    /// <summary>Open or closed.</summary>
    public bool IsOpen { get; init; } = true;

    /// <summary>GitHub's <c>state_reason</c>: <c>completed</c>, <c>not_planned</c>, <c>duplicate</c>, <c>reopened</c>, or null.</summary>
    public string? StateReason { get; init; }

    /// <summary>Label names.</summary>
    public NameSet Labels { get; init; } = NameSet.Empty;

    /// <summary>The application's own user ids, as <see cref="IUserDirectory"/> maps them.</summary>
    public NameSet Assignees { get; init; } = NameSet.Empty;

    /// <summary>The milestone's title, or null.</summary>
    public string? Milestone { get; init; }
}

/// <summary>The synchronised fields of a comment.</summary>
public sealed record CommentContent : ResourceContent;
