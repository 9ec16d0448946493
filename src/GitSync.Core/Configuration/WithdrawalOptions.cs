namespace GitSync;

/// <summary>What happens on GitHub to a record of ours that has turned private.</summary>
public enum WithdrawalPolicy
{
    /// <summary>Title and body are overwritten; the object stays. GitHub keeps the history of edits.</summary>
    Redact,

    /// <summary>A comment is deleted; an issue is overwritten and closed as not planned (GitHub's REST API cannot delete issues).</summary>
    Remove,
}

/// <summary>How private text is taken back from GitHub (<see cref="Admission.Withdrawn"/>). Bound from <c>GitSync:Withdrawal</c>.</summary>
public sealed class WithdrawalOptions
{
    /// <summary>What happens to the object.</summary>
    /// <value>Default <see cref="WithdrawalPolicy.Redact"/>.</value>
    public WithdrawalPolicy Policy { get; set; }

    /// <summary>What stands in the title's place.</summary>
    /// <value>Default "(withdrawn)"; 1 to 256 characters.</value>
    public string Title { get; set; } = "(withdrawn)";

    /// <summary>What stands in the body's place: raw markdown.</summary>
    /// <value>Default "_This text was withdrawn._"; 1 to 1,000 characters.</value>
    public string Body { get; set; } = "_This text was withdrawn._";

    /// <summary>Whether a content is the redacted one; it never enters a record.</summary>
    internal bool Holds(ResourceContent content) => content.Body == Body && (content is not TaskContent task || task.Title == Title);

    internal void Deconstruct(out WithdrawalPolicy policy, out string title, out string body) => (policy, title, body) = (Policy, Title, Body);
}
