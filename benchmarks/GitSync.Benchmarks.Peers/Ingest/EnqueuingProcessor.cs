using System.Diagnostics.CodeAnalysis;
using Hangfire;
using Octokit.Webhooks;
using Octokit.Webhooks.Events;
using Octokit.Webhooks.Events.IssueComment;
using Octokit.Webhooks.Events.Issues;
using Octokit.Webhooks.Models;

namespace GitSync.Benchmarks.Peers;

/// <summary>Enqueues a job for each webhook. Its clients have no asynchronous calls.</summary>
[SuppressMessage("Performance", "CA1812", Justification = "The container makes it.")]
internal sealed class EnqueuingProcessor(IBackgroundJobClient jobs) : WebhookEventProcessor
{
    protected override ValueTask ProcessIssuesWebhookAsync(
        WebhookHeaders headers, IssuesEvent issuesEvent, IssuesAction action, CancellationToken cancellationToken = default)
    {
        var issue = Read(headers, action.ToString(), issuesEvent.Installation?.Id, issuesEvent.Repository?.Id, issuesEvent.Issue);
        jobs.Enqueue<WebhookJobs>(run => run.Synchronise(issue));
        return ValueTask.CompletedTask;
    }

    protected override ValueTask ProcessIssueCommentWebhookAsync(
        WebhookHeaders headers, IssueCommentEvent issueCommentEvent, IssueCommentAction action, CancellationToken cancellationToken = default)
    {
        var issue = Read(headers, action.ToString(), issueCommentEvent.Installation?.Id, issueCommentEvent.Repository?.Id, issueCommentEvent.Issue);
        var comment = issueCommentEvent.Comment;
        var said = new DeliveredComment(issue, comment.Id, comment.Body, comment.User?.Login, comment.UpdatedAt);
        jobs.Enqueue<WebhookJobs>(run => run.SynchroniseComment(said));
        return ValueTask.CompletedTask;
    }

    private static DeliveredIssue Read(WebhookHeaders headers, string action, long? installation, long? repository, Issue issue) => new(
        headers.Delivery,
        action,
        installation,
        repository,
        issue.Id,
        issue.Number,
        issue.Title,
        issue.Body,
        issue.State?.StringValue,
        issue.Labels?.Select(label => label.Name).ToArray(),
        issue.Assignees.Select(user => user.Login).ToArray(),
        issue.Milestone?.Title,
        issue.User?.Login,
        issue.UpdatedAt);
}

/// <summary>What a job has to know of an issue, to bring it to a task without asking GitHub.</summary>
internal sealed record DeliveredIssue(
    string? Delivery,
    string Action,
    long? InstallationId,
    long? RepositoryId,
    long Id,
    long Number,
    string Title,
    string? Body,
    string? State,
    string[]? Labels,
    string[] Assignees,
    string? Milestone,
    string? Author,
    DateTimeOffset UpdatedAt);

/// <summary>And of a comment.</summary>
internal sealed record DeliveredComment(DeliveredIssue Issue, long Id, string? Body, string? Author, DateTimeOffset UpdatedAt);

/// <summary>The jobs; a host elsewhere would run them.</summary>
[SuppressMessage("Performance", "CA1812", Justification = "Only named in what is stored.")]
[SuppressMessage("Performance", "CA1822", Justification = "A job is a method of an instance.")]
[SuppressMessage("Style", "IDE0060", Justification = "Stored with the job.")]
internal sealed class WebhookJobs
{
    public void Synchronise(DeliveredIssue issue) => throw new NotSupportedException("No job runs here.");

    public void SynchroniseComment(DeliveredComment comment) => throw new NotSupportedException("No job runs here.");
}
