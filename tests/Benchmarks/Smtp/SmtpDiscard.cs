using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Submission.Policy;
using Submission.Smtp.Content;
using Submission.Smtp.Protocol;
using Submission.Smtp.Server;

namespace Benchmarks.Smtp;

/// <summary>
/// <c>smtp-discard PORT [CERTIFICATE.pem KEY.pem]</c>: the SMTP server of the library on loopback with nothing behind it, for a load of one's own. It throws every message away; with a certificate
/// it offers STARTTLS and AUTH, and the password is <c>secret</c>. Ends with SIGTERM.
/// </summary>
internal static class SmtpDiscard
{
    public const string Command = "smtp-discard";

    public static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments is not [string port, .. string[] files] || files.Length is not (0 or 2))
        {
            Console.Error.WriteLine("smtp-discard PORT [CERTIFICATE.pem KEY.pem]");
            return 2;
        }

        SmtpCertificateSelector? certificates = null;
        if (files is [string certificate, string key])
        {
            SslStreamCertificateContext context = SslStreamCertificateContext.Create(X509Certificate2.CreateFromPemFile(certificate, key), null, offline: true);
            certificates = _ => context;
        }

        var handler = new SmtpConnectionHandler(
            new SmtpServerOptions { Hostname = "discard.example" },
            new Sessions(isLoginNeeded: certificates is not null), certificates, TimeProvider.System, NullLogger<SmtpConnectionHandler>.Instance);
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(
            IPAddress.Loopback, int.Parse(port, CultureInfo.InvariantCulture), listen => listen.UseSmtp(handler, SmtpListenerMode.StartTls)));
        await using WebApplication server = builder.Build();
        await server.RunAsync();
        return 0;
    }

    private sealed class Sessions(bool isLoginNeeded) : ISmtpSessionFactory
    {
        public ISmtpSession Open(SmtpClientInfo client) => new Session(isLoginNeeded);
    }

    private sealed class Session(bool isLoginNeeded) : ISmtpSession
    {
        private static readonly SmtpReply LoginNeeded = SmtpReply.Parse("530 5.7.0 Authentication required");
        private static readonly SmtpReply LoginRefused = SmtpReply.Parse("535 5.7.8 Authentication failed");

        private bool _isLoggedIn = !isLoginNeeded;

        public ValueTask<SmtpAnswer> ConnectAsync(CancellationToken cancellationToken) => new(SmtpAnswer.Standard);

        public ValueTask<SmtpAnswer> HelloAsync(string name, bool extended, CancellationToken cancellationToken) => new(SmtpAnswer.Standard);

        public void TlsStarted(SmtpTlsInfo tls)
        {
            // Nothing depends on it.
        }

        public ValueTask<SmtpAnswer> CleartextAuthenticationAsync(CancellationToken cancellationToken) => new(SmtpAnswer.Standard);

        public ValueTask<SmtpAnswer> AuthenticateAsync(SmtpCredentials credentials, CancellationToken cancellationToken)
        {
            _isLoggedIn = CryptographicOperations.FixedTimeEquals(credentials.Password.Span, "secret"u8);
            return new(_isLoggedIn ? SmtpAnswer.Standard : LoginRefused);
        }

        public ValueTask<SmtpAnswer> MailAsync(MailCommand command, CancellationToken cancellationToken) => new(_isLoggedIn ? SmtpAnswer.Standard : LoginNeeded);

        public ValueTask<SmtpAnswer> RecipientAsync(RcptCommand command, CancellationToken cancellationToken) => new(SmtpAnswer.Standard);

        public ValueTask<SmtpAnswer> DataStartingAsync(CancellationToken cancellationToken) => new(SmtpAnswer.Standard);

        public ValueTask<SmtpAnswer> MessageAsync(MessageBody body, CancellationToken cancellationToken) => new(SmtpAnswer.Standard);

        public ValueTask ResetAsync() => default;

        public ValueTask DisposeAsync() => default;
    }
}
