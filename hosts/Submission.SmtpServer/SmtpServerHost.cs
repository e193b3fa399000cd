using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Submission.Hosting;
using Submission.Hosting.Configuration;
using Submission.SmtpServer.Demo;

namespace Submission.SmtpServer;

/// <summary>Puts the host together and starts it.</summary>
internal static partial class SmtpServerHost
{
    public static WebApplication Build(IConfiguration configuration, SubmissionOptions options, bool isDemo)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.AddServerHeader = false);
        builder.Logging.AddConfiguration(configuration.GetSection("Logging"));
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        // What goes wrong at the start is told on standard error, once and without a stack.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        // journald writes the time itself, and understands levels.
        if (Environment.GetEnvironmentVariable("JOURNAL_STREAM") is not null) builder.Logging.AddSystemdConsole();
        else builder.Logging.AddSimpleConsole(static console => (console.SingleLine, console.TimestampFormat, console.UseUtcTimestamp) = (true, "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ", true));
        if (isDemo) builder.Services.AddDemo();
        builder.Services.AddSubmissionSmtp(options);
        return builder.Build();
    }

    /// <summary>Starts the host.</summary>
    /// <exception cref="HostStartException">It cannot start; the message says all that is wrong.</exception>
    public static async Task StartAsync(WebApplication server, SubmissionOptions options)
    {
        try
        {
            await server.StartAsync();
        }
        catch (Exception exception) when (exception is SocketException || exception.InnerException is AddressInUseException)
        {
            string[] unusable = [.. UnusableListeners(options)];
            throw new HostStartException(unusable.Length > 0 ? unusable : [$"A listener cannot be opened: {exception.Message}"]);
        }

        ILogger logger = server.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Submission.SmtpServer");
        // Of a listener on port 0 only Kestrel knows the port. It keeps the order.
        foreach ((ListenerOptions listener, string url) in options.Listeners.Zip(server.Urls))
            Listens(logger, new IPEndPoint(listener.Endpoint!.Address, new Uri(url).Port), Describe(listener.Tls));
    }

    private static string Describe(ListenerTls tls) => tls == ListenerTls.Implicit ? "implicit TLS" : "STARTTLS";

    // Kestrel names only the first one that it met, and not always that.
    private static IEnumerable<string> UnusableListeners(SubmissionOptions options)
    {
        for (int i = 0; i < options.Listeners.Count; i++)
        {
            if (options.Listeners[i].Endpoint is not { } endpoint || WhyNot(endpoint) is not { } error) continue;
            string why = error.SocketErrorCode == SocketError.AddressAlreadyInUse ? "is taken by another program" : $"cannot be opened ({error.Message})";
            yield return $"{endpoint} {why}. Choose another with --{SubmissionOptions.Section}:Listeners:{i}:Endpoint=ADDRESS:PORT.";
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

    [LoggerMessage(1, LogLevel.Information, "SMTP listens on {Endpoint}, {Tls}")]
    private static partial void Listens(ILogger logger, IPEndPoint endpoint, string tls);
}
