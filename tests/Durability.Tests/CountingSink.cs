using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Abstractions;
using Submission.Smtp.Content;
using Submission.Smtp.Protocol;
using Submission.Smtp.Server;

namespace Durability.Tests;

/// <summary>A mail server that takes everything and counts how often each marked message has come. Thread-safe.</summary>
internal sealed class CountingSink : IAsyncDisposable
{
    private readonly ConcurrentDictionary<long, int> _copies = new();
    private WebApplication? _server;
    private int _damaged;

    public IPEndPoint EndPoint { get; private set; } = new(IPAddress.Loopback, 0);

    /// <summary>How many messages were not whole, or no marked ones.</summary>
    public int Damaged => Volatile.Read(ref _damaged);

    public static async Task<CountingSink> StartAsync()
    {
        var sink = new CountingSink();
        var handler = new SmtpConnectionHandler(
            new SmtpServerOptions { Hostname = "sink.example" }, new Sessions(sink), certificates: null, TimeProvider.System, NullLogger<SmtpConnectionHandler>.Instance);
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseSmtp(handler, SmtpListenerMode.StartTls)));
        sink._server = builder.Build();
        await sink._server.StartAsync();
        sink.EndPoint = new IPEndPoint(IPAddress.Loopback, new Uri(sink._server.Urls.First()).Port);
        return sink;
    }

    /// <summary>How often a message has come.</summary>
    public int CopiesOf(long number) => _copies.GetValueOrDefault(number);

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
    }

    private async Task TakeAsync(MessageBody body, CancellationToken cancellationToken)
    {
        byte[] octets = new byte[body.Length];
        int length = 0;
        int read;
        while ((read = await body.ReadAsync(length, octets.AsMemory(length), cancellationToken)) > 0) length += read;
        if (MarkedMessage.TryRead(octets.AsSpan(0, length), out long number)) _copies.AddOrUpdate(number, 1, static (_, count) => count + 1);
        else Interlocked.Increment(ref _damaged);
    }

    private sealed class Sessions(CountingSink sink) : ISmtpSessionFactory
    {
        public ISmtpSession Open(SmtpClientInfo client) => new Session(sink);
    }

    private sealed class Session(CountingSink sink) : ISmtpSession
    {
        public ValueTask<SmtpAnswer> ConnectAsync(CancellationToken cancellationToken) => new(SmtpAnswer.Standard);

        public ValueTask<SmtpAnswer> HelloAsync(string name, bool extended, CancellationToken cancellationToken) => new(SmtpAnswer.Standard);

        public void TlsStarted(SmtpTlsInfo tls)
        {
            // It has no certificate, so it never comes to that.
        }

        public ValueTask<SmtpAnswer> CleartextAuthenticationAsync(CancellationToken cancellationToken) => new(SmtpAnswer.Standard);

        public ValueTask<SmtpAnswer> AuthenticateAsync(SmtpCredentials credentials, CancellationToken cancellationToken) => new(SmtpAnswer.Standard);

        public ValueTask<SmtpAnswer> MailAsync(MailCommand command, CancellationToken cancellationToken) => new(SmtpAnswer.Standard);

        public ValueTask<SmtpAnswer> RecipientAsync(RcptCommand command, CancellationToken cancellationToken) => new(SmtpAnswer.Standard);

        public ValueTask<SmtpAnswer> DataStartingAsync(CancellationToken cancellationToken) => new(SmtpAnswer.Standard);

        public async ValueTask<SmtpAnswer> MessageAsync(MessageBody body, CancellationToken cancellationToken)
        {
            await sink.TakeAsync(body, cancellationToken);
            return SmtpAnswer.Standard;
        }

        public ValueTask ResetAsync() => default;

        public ValueTask DisposeAsync() => default;
    }
}
