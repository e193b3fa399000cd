using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Submission.Gateway.Queue;
using Submission.Gateway.Queue.Postgres;
using Submission.Gateway.Queue.Sqlite;
using Submission.Hosting;
using Submission.Hosting.Configuration;

namespace Submission.GatewayServer.Composition;

/// <summary>Opens the queue that is configured.</summary>
internal static class QueueOpening
{
    private const string QueueFolder = "queue";

    /// <exception cref="HostStartException">It cannot be used: another gateway has it, its folder or its database cannot be reached.</exception>
    public static IMessageQueue Open(SubmissionOptions options, IServiceProvider provider)
    {
        ILogger logger = provider.GetRequiredService<ILoggerFactory>().CreateLogger("Submission.Queue");
        bool isDatabase = options.Queue.Provider == QueueProvider.Postgres;
        try
        {
            if (!isDatabase) return SqliteMessageQueue.Open(Sqlite(options), provider.GetRequiredService<TimeProvider>(), logger);
            // The container makes services on one thread, before the host serves anybody.
            return PostgresMessageQueue.OpenAsync(Postgres(options), logger, CancellationToken.None).GetAwaiter().GetResult();
        }
        catch (Exception exception) when (exception is QueueUnavailableException or ArgumentException)
        {
            throw new HostStartException([$"{SubmissionOptions.Section}:{(isDatabase ? "Queue:Connection" : "DataDirectory")}: {exception.Message}"]);
        }
    }

    private static SqliteQueueOptions Sqlite(SubmissionOptions options) => new()
    {
        Directory = Path.Combine(options.DataDirectory!, QueueFolder),
        BodyInRow = options.Queue.BodyInRow,
        MinimumFreeSpace = options.Queue.MinimumFreeSpace,
    };

    private static PostgresQueueOptions Postgres(SubmissionOptions options) => new()
    {
        ConnectionString = options.Queue.Connection!,
        Schema = options.Queue.Schema,
        Lease = options.Queue.Lease,
        SpoolDirectory = options.DataDirectory ?? Path.GetTempPath(),
    };
}
