namespace GitSync;

/// <summary>What each side shall hold, and what was in conflict. All three contents are equal unless a field waits for a person.</summary>
/// <param name="App">What the record shall hold.</param>
/// <param name="GitHub">What GitHub's object shall hold.</param>
/// <param name="Agreed">What both have agreed on: the next base.</param>
/// <param name="Conflicts">Fields that both sides had changed.</param>
public sealed record MergeResult(ResourceContent App, ResourceContent GitHub, ResourceContent Agreed, IReadOnlyList<FieldConflict> Conflicts)
{
    /// <summary>Whether a field waits for a person.</summary>
    public bool NeedsDecision => Conflicts.Any(conflict => conflict.Winner is null);
}

/// <summary>Three-way merge, field by field. Pure; what changed is judged against the base, not by clocks.</summary>
public static class ThreeWayMerge
{
    /// <summary>Merges the two sides.</summary>
    /// <param name="agreed">The base, or null before the first agreement: then every difference is a change on both sides.</param>
    /// <param name="app">The record's content.</param>
    /// <param name="gitHub">GitHub's content, in the application's terms. Of the same type as <paramref name="app"/>.</param>
    /// <param name="policy">Which side a field takes that both have changed.</param>
    /// <param name="appIsNewer">
    /// Whether the record was changed later, on corrected clocks; false on a tie. Used by <see cref="FieldPolicy.Newest"/> only.
    /// </param>
    public static MergeResult Merge(ResourceContent? agreed, ResourceContent app, ResourceContent gitHub, MergePolicy policy, bool appIsNewer)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var fields = new FieldMerge(agreed is not null, appIsNewer);
        return (app, gitHub) switch
        {
            (TaskContent task, TaskContent issue) => MergeTask((TaskContent?)agreed, task, issue, policy, fields),
            (CommentContent comment, CommentContent remote) => MergeComment((CommentContent?)agreed, comment, remote, policy, fields),
            _ => throw new ArgumentException($"A {app?.GetType().Name} cannot be merged with a {gitHub?.GetType().Name}.", nameof(gitHub)),
        };
    }

    /// <summary>The base after a write: of the fields that were sent the answer's values, of the others what was agreed before.</summary>
    /// <param name="agreed">What both had agreed on before the write.</param>
    /// <param name="before">GitHub's content before the write.</param>
    /// <param name="sent">What the write was to make of it.</param>
    /// <param name="answer">GitHub's content in the answer.</param>
    internal static ResourceContent TakeSent(ResourceContent agreed, ResourceContent before, ResourceContent sent, ResourceContent answer)
    {
        var taken = Choose(agreed, answer, field => !Equals(field(before), field(sent)));
        return (taken, before, sent, answer) is (TaskContent task, TaskContent then, TaskContent wanted, TaskContent now)
            ? task with
            {
                Labels = Equals(then.Labels, wanted.Labels) ? task.Labels : TakeNames(then.Labels, wanted.Labels, now.Labels),
                Assignees = Equals(then.Assignees, wanted.Assignees) ? task.Assignees : TakeNames(then.Assignees, wanted.Assignees, now.Assignees),
            }
            : taken;
    }

    /// <summary>
    /// Names are sent as additions and removals: what somebody else added meanwhile is no part of what was agreed, and what somebody else took away
    /// still is, so that both come into the record. What GitHub did not do of ours stays the record's own change.
    /// </summary>
    private static NameSet TakeNames(NameSet before, NameSet sent, NameSet answer) =>
        answer.Except(answer.Except(sent.Union(before))).Union(before.Except(before.Except(sent)));

    /// <summary>The base after a write whose answer was lost: fields that hold what was sent are agreed.</summary>
    /// <param name="agreed">The base before the write.</param>
    /// <param name="sent">What the write was to make of GitHub's content.</param>
    /// <param name="found">What GitHub holds now.</param>
    internal static ResourceContent TakeArrived(ResourceContent agreed, ResourceContent sent, ResourceContent found) =>
        Choose(agreed, found, field => Equals(field(sent), field(found)));

    private static ResourceContent Choose(
        ResourceContent otherwise, ResourceContent taken, Func<Func<ResourceContent, object?>, bool> take)
    {
        bool TakeTask(Func<TaskContent, object?> field) => take(content => field((TaskContent)content));
        var body = take(content => content.Body) ? taken.Body : otherwise.Body;
        if (otherwise is not TaskContent task || taken is not TaskContent issue)
        {
            return otherwise with { Body = body };
        }

        var status = TakeTask(content => (content.IsOpen, content.StateReason)) ? issue : task;
        return task with
        {
            Body = body,
            Title = TakeTask(content => content.Title) ? issue.Title : task.Title,
            IsOpen = status.IsOpen,
            StateReason = status.StateReason,
            Labels = TakeTask(content => content.Labels) ? issue.Labels : task.Labels,
            Assignees = TakeTask(content => content.Assignees) ? issue.Assignees : task.Assignees,
            Milestone = TakeTask(content => content.Milestone) ? issue.Milestone : task.Milestone,
        };
    }

    private static MergeResult MergeComment(
        CommentContent? agreed, CommentContent app, CommentContent gitHub, MergePolicy policy, FieldMerge fields)
    {
        var body = fields.Merge("body", agreed?.Body, app.Body, gitHub.Body, policy.Body);
        return new MergeResult(
            app with { Body = body.App! }, gitHub with { Body = body.GitHub! }, app with { Body = body.Agreed ?? "" }, fields.Conflicts);
    }

    private static MergeResult MergeTask(TaskContent? agreed, TaskContent app, TaskContent gitHub, MergePolicy policy, FieldMerge fields)
    {
        var title = fields.Merge("title", agreed?.Title, app.Title, gitHub.Title, policy.Title);
        var body = fields.Merge("body", agreed?.Body, app.Body, gitHub.Body, policy.Body);
        var milestone = fields.Merge("milestone", agreed?.Milestone, app.Milestone, gitHub.Milestone, policy.Milestone);
        var state = fields.Merge("state", IssueStatus.Of(agreed), IssueStatus.OfApp(agreed, app, gitHub), IssueStatus.Of(gitHub), policy.State);
        if (app.IsOpen == gitHub.IsOpen && app.StateReason is { } said && said != gitHub.StateReason && said != agreed?.StateReason)
        {
            fields.GiveWay("state", IssueStatus.Of(agreed), IssueStatus.Of(app), IssueStatus.Of(gitHub));
        }

        var labels = MergeSet(agreed?.Labels, app.Labels, gitHub.Labels);
        var assignees = MergeSet(agreed?.Assignees, app.Assignees, gitHub.Assignees);

        TaskContent Content(string? title, string? body, IssueStatus? status, string? milestone) => new()
        {
            Title = title ?? "",
            Body = body ?? "",
            IsOpen = status?.IsOpen ?? true,
            StateReason = status?.Reason,
            Milestone = milestone,
            Labels = labels,
            Assignees = assignees,
        };

        return new MergeResult(
            Content(title.App, body.App, state.App, milestone.App),
            Content(title.GitHub, body.GitHub, state.GitHub, milestone.GitHub),
            Content(title.Agreed, body.Agreed, state.Agreed, milestone.Agreed),
            fields.Conflicts);
    }

    /// <summary>GitHub's members, plus what the application added, minus what it removed. Without a base: all members of both.</summary>
    private static NameSet MergeSet(NameSet? agreed, NameSet app, NameSet gitHub) => agreed is null
        ? gitHub.Union(app)
        : gitHub.Union(app.Except(agreed)).Except(agreed.Except(app));

    private readonly record struct Merged<T>(T? App, T? GitHub, T? Agreed);

    private sealed class FieldMerge(bool hasBase, bool appIsNewer)
    {
        private readonly List<FieldConflict> _conflicts = [];

        public IReadOnlyList<FieldConflict> Conflicts => _conflicts;

        /// <summary>The application's value cannot be written: GitHub's stands, and the other is kept.</summary>
        public void GiveWay(string field, object? agreed, object? app, object? gitHub) =>
            _conflicts.Add(new FieldConflict(field, SyncSide.GitHub, gitHub?.ToString(), app?.ToString(), agreed?.ToString()));

        public Merged<T> Merge<T>(string field, T? agreed, T? app, T? gitHub, FieldPolicy policy)
            where T : class
        {
            if (Equals(app, gitHub))
            {
                return new Merged<T>(app, app, app);
            }

            if (hasBase && Equals(app, agreed))
            {
                return new Merged<T>(gitHub, gitHub, gitHub);
            }

            if (hasBase && Equals(gitHub, agreed))
            {
                return new Merged<T>(app, app, app);
            }

            SyncSide? winner = policy switch
            {
                FieldPolicy.Newest => appIsNewer ? SyncSide.App : SyncSide.GitHub,
                FieldPolicy.GitHub => SyncSide.GitHub,
                FieldPolicy.App => SyncSide.App,
                FieldPolicy.Manual => null,
                _ => throw new ArgumentOutOfRangeException(nameof(policy), policy, "Unknown field policy."),
            };
            var (winning, losing) = winner == SyncSide.App ? (app, gitHub) : (gitHub, app);
            _conflicts.Add(new FieldConflict(field, winner, winning?.ToString(), losing?.ToString(), agreed?.ToString()));
            return winner is null ? new Merged<T>(app, gitHub, agreed) : new Merged<T>(winning, winning, winning);
        }
    }
}
