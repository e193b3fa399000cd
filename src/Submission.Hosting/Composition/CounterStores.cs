using Microsoft.Extensions.DependencyInjection;
using Submission.Hosting.Configuration;
using Submission.Policy.Counters;
using Submission.Policy.Redis;
using Submission.Policy.Sqlite;

namespace Submission.Hosting.Composition;

/// <summary>Opens the counters that are configured.</summary>
internal static class CounterStores
{
    private const string Folder = "counters";

    /// <summary>Adds them, unless the host's services have some. Without a folder the engine makes its own, in memory.</summary>
    public static void Add(IServiceCollection services, SubmissionOptions options)
    {
        if (services.Any(static service => service.ServiceType == typeof(ICounterStore))) return;
        if (options.Counters is { Provider: CounterProvider.Redis, Connection: { } connection })
        {
            services.AddSingleton<ICounterStore>(provider => Connect(connection, provider));
            return;
        }

        if (options.DataDirectory is not { } directory) return;
        services.AddSingleton<ICounterStore>(provider => Open(directory, provider));
    }

    // A server that does not answer yet is no reason not to start: rules do what on-error says until it does.
    private static RedisCounterStore Connect(string connection, IServiceProvider provider)
    {
        try
        {
            // The container makes services on one thread, before the host serves anybody.
            return RedisCounterStore.ConnectAsync(new RedisCounterOptions { Connection = connection }, provider.Clock(), provider.Logger("Submission.Counters")).GetAwaiter().GetResult();
        }
        catch (ArgumentException exception)
        {
            throw new HostStartException([$"{SubmissionOptions.Section}:Counters:Connection: {exception.Message}"]);
        }
    }

    private static DurableCounterStore Open(string directory, IServiceProvider provider)
    {
        try
        {
            Directory.CreateDirectory(directory);
            return DurableCounterStore.Open(SqliteCounterJournal.Open(Path.Combine(directory, Folder)), provider.Clock(), provider.Logger("Submission.Counters"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new HostStartException([$"{SubmissionOptions.Section}:DataDirectory: The folder '{directory}' cannot be made: {exception.Message}"]);
        }
        catch (CounterJournalException exception)
        {
            throw new HostStartException([$"{SubmissionOptions.Section}:DataDirectory: {exception.Message}"]);
        }
    }
}
