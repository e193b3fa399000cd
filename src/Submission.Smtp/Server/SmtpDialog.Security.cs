using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;
using Submission.Smtp.Protocol;

namespace Submission.Smtp.Server;

/// <content>TLS and AUTH.</content>
internal sealed partial class SmtpDialog
{
    private const int TlsBufferSize = 8192;
    private static readonly List<SslApplicationProtocol> Protocols = [new("smtp")];

    private AuthExchange? _auth;
    private SslStream? _tls;
    private PipeReader? _tlsReader;
    private PipeWriter? _tlsWriter;
    private bool _authenticated;
    private bool _handshakeFailed;

    private bool CanStartTls => _tls is null && _server.HasCertificate;

    private bool CanAuthenticate => _tls is not null || _options.AllowCleartextAuthentication;

    // Only what came under TLS can be told to stay so (RFC 8689, section 4.1).
    private bool CanRequireTls => _options.OfferRequireTls && _tls is not null;

    private async ValueTask StartTlsAsync()
    {
        byte[]? misplaced = _tls is not null ? Replies.TlsAlready : _authenticated ? Replies.TlsAfterAuth : null;
        if (misplaced is not null)
        {
            Refuse(misplaced);
            return;
        }

        if (!_server.HasCertificate)
        {
            Write(Replies.TlsUnavailable);
            return;
        }

        await EndTransactionAsync().ConfigureAwait(false);
        if (_input.Look())
        {
            // Whoever put it there may not be who comes to speak under TLS.
            CloseWith(Replies.DataBehindStartTls);
            return;
        }

        _hello = null;
        Write(Replies.ReadyForTls);
        await FlushAsync().ConfigureAwait(false);
        _closing |= !await UpgradeAsync().ConfigureAwait(false);
    }

    /// <summary>Makes the handshake and goes on under TLS.</summary>
    /// <returns>Whether it has succeeded; otherwise nothing more may be said.</returns>
    private async ValueTask<bool> UpgradeAsync()
    {
        _input.Release();
        SslStream tls = new(new DuplexPipeStream(_connection.Transport.Input, _connection.Transport.Output), leaveInnerStreamOpen: true);
        _tls = tls;
        _abortOnExpiry = true;
        _patience = SmtpBound.HandshakeTime;
        _watch.Arm(_options.TlsHandshakeTimeout);
        string? serverName = null;
        try
        {
            await tls.AuthenticateAsServerAsync(
                (_, hello, _, _) =>
                {
                    serverName = hello.ServerName is { Length: > 0 } name ? name : null;
                    return OptionsFor(serverName);
                },
                null,
                _stop.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is AuthenticationException or IOException or OperationCanceledException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            SmtpLog.HandshakeFailed(_server.Logger, _client.ConnectionId, error);
            _handshakeFailed = true;
            return false;
        }

        _watch.Disarm();
        _tlsReader = PipeReader.Create(tls, new StreamPipeReaderOptions(bufferSize: TlsBufferSize, leaveOpen: true, useZeroByteReads: true));
        _tlsWriter = PipeWriter.Create(tls, new StreamPipeWriterOptions(leaveOpen: true));
        _input.Attach(_tlsReader);
        _output = _tlsWriter;
        return await TellTlsStartedAsync(new SmtpTlsInfo(tls.SslProtocol, tls.NegotiatedCipherSuite, serverName)).ConfigureAwait(false);
    }

    // A host that fails here may not have forgotten what it must: the session can't go on.
    private async ValueTask<bool> TellTlsStartedAsync(SmtpTlsInfo info)
    {
        SmtpAnswer answer = await AskAsync(
            static (session, tls, _) =>
            {
                session.TlsStarted(tls);
                return default;
            },
            info).ConfigureAwait(false);
        return answer.IsPositive && !_closing;
    }

    private ValueTask<SslServerAuthenticationOptions> OptionsFor(string? serverName)
    {
        SslStreamCertificateContext certificate = _server.Certificates?.Invoke(serverName) ?? throw new AuthenticationException("No certificate is at hand.");
        return new(new SslServerAuthenticationOptions
        {
            ServerCertificateContext = certificate,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            AllowRenegotiation = false,
            // A client that means to speak another protocol was led here by somebody in between.
            ApplicationProtocols = Protocols,
        });
    }

    private async ValueTask CloseTlsAsync()
    {
        if (_tls is null || _handshakeFailed) return;
        _abortOnExpiry = true;
        _patience = SmtpBound.WriteTime;
        _watch.Arm(_options.WriteTimeout);
        await _tls.ShutdownAsync().ConfigureAwait(false);
        _watch.Disarm();
    }

    private void DisposeTls()
    {
        // With an error the writer drops what it could not send; without one it would wait for the client.
        _tlsWriter?.Complete(new OperationCanceledException());
        _tlsReader?.Complete();
        _tls?.Dispose();
    }

    private ValueTask AuthAsync(ReadOnlySpan<byte> argument)
    {
        if (_hello is null) return RefuseAsync(Replies.HelloFirst);
        if (_authenticated) return RefuseAsync(Replies.AlreadyAuthenticated);
        if (_mail is not null) return RefuseAsync(Replies.NotInTransaction);
        if (!CanAuthenticate) return RefuseCleartextAsync();

        int space = argument.IndexOfAny((byte)' ', (byte)'\t');
        AuthExchange? exchange = AuthExchange.ForMechanism(space < 0 ? argument : argument[..space]);
        if (exchange is null) return RefuseAsync(Replies.UnknownMechanism);
        return StepAsync(exchange, exchange.Begin(space < 0 ? default : argument[space..].TrimStart(" \t"u8)));
    }

    private ValueTask ContinueAuthAsync(ReadOnlySpan<byte> line)
    {
        AuthExchange exchange = _auth!;
        _auth = null;
        return StepAsync(exchange, exchange.Continue(line));
    }

    private ValueTask StepAsync(AuthExchange exchange, in AuthStep step)
    {
        if (step.Credentials is not null) return AuthenticateAsync(step.Credentials);
        if (step.GoesOn) _auth = exchange;
        return step.GoesOn || ReferenceEquals(step.Reply, Replies.Cancelled) ? SayAsync(step.Reply!) : RefuseAsync(step.Reply!);
    }

    private async ValueTask RefuseCleartextAsync()
    {
        SmtpAnswer answer = await AskAsync(static (session, _, token) => session.CleartextAuthenticationAsync(token), 0).ConfigureAwait(false);
        Answer(answer.IsPositive ? default : answer, Replies.EncryptionRequired);
        if (!_closing) CountError();
    }

    private async ValueTask AuthenticateAsync(SmtpCredentials credentials)
    {
        SmtpAnswer answer;
        try
        {
            answer = await AskAsync(static (session, given, token) => session.AuthenticateAsync(given, token), credentials).ConfigureAwait(false);
        }
        finally
        {
            credentials.Wipe();
        }

        if (answer is { Reply.Code: >= 500, Close: false }) await HoldFailureAsync().ConfigureAwait(false);
        _authenticated = answer.IsPositive && !_closing;
        Answer(answer, Replies.Authenticated);
        if (!_closing && answer.Reply is { Code: >= 500 }) CountError();
    }
}
