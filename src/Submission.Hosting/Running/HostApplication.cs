using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Submission.Hosting.Configuration;
using Submission.Hosting.Demo;

namespace Submission.Hosting.Running;

/// <summary>Puts a host together and starts it.</summary>
internal static partial class HostApplication
{
    public static WebApplication Build(HostDescription host, IConfiguration configuration, SubmissionOptions options, bool isDemo)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.AddServerHeader = false);
        builder.Logging.AddConfiguration(configuration.GetSection("Logging"));
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        // It logs every client that goes away, with its stack.
        builder.Logging.AddFilter("Grpc", LogLevel.Warning);
        // What goes wrong at the start is told on standard error, once and without a stack.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        // journald writes the time itself, and understands levels.
        if (Environment.GetEnvironmentVariable("JOURNAL_STREAM") is not null) builder.Logging.AddSystemdConsole();
        else builder.Logging.AddSimpleConsole(static console => (console.SingleLine, console.TimestampFormat, console.UseUtcTimestamp) = (true, "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ", true));
        SystemdNotice.Add(builder.Services);
        if (isDemo) builder.Services.AddDemo(host.HasDemoCertificate);
        host.AddServices(builder.Services, options);
        WebApplication application = builder.Build();
        host.MapRequests(application, options);
        return application;
    }

    /// <summary>Starts the host.</summary>
    /// <exception cref="HostStartException">It cannot start; the message says all that is wrong.</exception>
    public static async Task StartAsync(HostDescription host, WebApplication application, SubmissionOptions options)
    {
        HostListener[] listeners = [.. host.Listeners(options)];
        try
        {
            await application.StartAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is SocketException || exception.InnerException is AddressInUseException)
        {
            string[] unusable = [.. UnusableListeners(listeners)];
            throw new HostStartException(unusable.Length > 0 ? unusable : [$"A listener cannot be opened: {exception.Message}"]);
        }

        ILogger logger = application.Services.GetRequiredService<ILoggerFactory>().CreateLogger($"Submission.{host.Host}");
        // Of a listener on port 0 only Kestrel knows the port. It keeps the order.
        foreach ((HostListener listener, string url) in listeners.Zip(application.Urls))
        {
            string endpoint = listener.Endpoint.Ip is { } ip ? new IPEndPoint(ip.Address, new Uri(url).Port).ToString() : listener.Endpoint.ToString();
            Listens(logger, listener.Protocol ?? host.Protocol, endpoint, listener.Detail);
        }
    }

    // Kestrel names only the first one that it met, and not always that.
    private static IEnumerable<string> UnusableListeners(HostListener[] listeners)
    {
        foreach (HostListener listener in listeners)
        {
            if (listener.Endpoint.Ip is not { } endpoint || WhyNot(endpoint) is not { } error) continue;
            string why = error.SocketErrorCode == SocketError.AddressAlreadyInUse ? "is taken by another program" : $"cannot be opened ({error.Message})";
            yield return $"{endpoint} {why}. Choose another with --{SubmissionOptions.Section}:{listener.Key}=ADDRESS:PORT.";
        }
    }

    private static SocketException? WhyNot(IPEndPoint endpoint)
    {
        try
        {
            using var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(endpoint);
            socket.Listen(1);
            return null;
        }
        catch (SocketException exception)
        {
            return exception;
        }
    }

    [LoggerMessage(1, LogLevel.Information, "{Protocol} listens on {Endpoint}{Detail}")]
    private static partial void Listens(ILogger logger, string protocol, string endpoint, string detail);
}
