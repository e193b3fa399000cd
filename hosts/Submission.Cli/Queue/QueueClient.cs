using Submission.Admin;
using Submission.Cli.Admin;

namespace Submission.Cli.Queue;

/// <summary>What a gateway is asked about its queue.</summary>
internal static class QueueClient
{
    private const string NoQueue = "This host has no queue: it hands mail over at once.";

    // A change of a million messages takes longer than any question.
    private static readonly TimeSpan PatienceOfChanges = TimeSpan.FromMinutes(5);

    public static Task<AdminResult<AdminQueue>> QueueAsync(this AdminClient client, QueryText query, CancellationToken cancellationToken) =>
        client.SendAsync(HttpMethod.Get, $"queue{query}", AdminDocuments.Queue, cancellationToken, withoutResource: NoQueue);

    public static Task<AdminResult<AdminQueuedMessage>> MessageAsync(this AdminClient client, string id, CancellationToken cancellationToken) =>
        client.SendAsync(HttpMethod.Get, $"queue/{id}", AdminDocuments.QueuedMessage, cancellationToken, withoutResource: NoQueue);

    public static Task<AdminResult<AdminQueueStatistics>> StatisticsAsync(this AdminClient client, QueryText query, CancellationToken cancellationToken) =>
        client.SendAsync(HttpMethod.Get, $"queue/stats{query}", AdminDocuments.QueueStatistics, cancellationToken, withoutResource: NoQueue);

    public static Task<AdminResult<AdminQueueChange>> ChangeAsync(this AdminClient client, string change, QueryText query, CancellationToken cancellationToken) =>
        client.SendAsync(HttpMethod.Post, $"queue/{change}{query}", AdminDocuments.QueueChange, cancellationToken, PatienceOfChanges, NoQueue);

    public static Task<AdminResult<AdminDomains>> DomainsAsync(this AdminClient client, CancellationToken cancellationToken) =>
        client.SendAsync(HttpMethod.Get, "domains", AdminDocuments.Domains, cancellationToken, withoutResource: NoQueue);

    public static Task<AdminResult<AdminDomainChange>> ChangeDomainAsync(this AdminClient client, string domain, string change, QueryText query, CancellationToken cancellationToken) =>
        client.SendAsync(HttpMethod.Post, $"domains/{Uri.EscapeDataString(domain)}/{change}{query}", AdminDocuments.DomainChange, cancellationToken, PatienceOfChanges, NoQueue);
}
