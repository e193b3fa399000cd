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
    private readonly Func<long, bool> _defers;
    private WebApplication? _server;
    private int _damaged;

    private CountingSink(Func<long, bool> defers) => _defers = defers;

    public IPEndPoint EndPoint { get; private set; } = new(IPAddress.Loopback, 0);

    /// <summary>How many messages were not whole, or no marked ones.</summary>
    public int Damaged => Volatile.Read(ref _damaged);

    /// <summary>Starts one.</summary>
    /// <param name="defers">Which messages it answers with 451 each time, by their numbers; none where it is <see langword="null"/>.</param>
    public static async Task<CountingSink> StartAsync(Func<long, bool>? defers = null)
    {
        var sink = new CountingSink(defers ?? (static _ => false));
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

    // The reply names the message, for those who look on.
    private async Task<SmtpAnswer> TakeAsync(MessageBody body, CancellationToken cancellationToken)
    {
        byte[] octets = new byte[body.Length];
        int length = 0;
        int read;
        while ((read = await body.ReadAsync(length, octets.AsMemory(length), cancellationToken)) > 0) length += read;
        if (!MarkedMessage.TryRead(octets.AsSpan(0, length), out long number))
        {
            Interlocked.Increment(ref _damaged);
            return SmtpAnswer.Standard;
        }

        if (_defers(number)) return SmtpReply.Parse($"451 4.3.0 not now {number}");
        _copies.AddOrUpdate(number, 1, static (_, count) => count + 1);
        return SmtpReply.Parse($"250 2.0.0 taken {number}");
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

        public async ValueTask<SmtpAnswer> MessageAsync(MessageBody body, CancellationToken cancellationToken) => await sink.TakeAsync(body, cancellationToken);

        public ValueTask ResetAsync() => default;

        public ValueTask DisposeAsync() => default;
    }
}
