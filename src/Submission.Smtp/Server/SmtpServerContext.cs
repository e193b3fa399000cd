using System.Text;
using Microsoft.Extensions.Logging;
using Submission.Smtp.Protocol;

namespace Submission.Smtp.Server;

/// <summary>What all dialogs of a server share.</summary>
internal sealed record SmtpServerContext(SmtpServerOptions Options, SmtpCertificateSelector? Certificates, TimeProvider Time, ILogger Logger, EhloReply Ehlo, SmtpLoad Load)
{
    public byte[] Greeting { get; } = Encoding.ASCII.GetBytes($"220 {Options.Hostname} ESMTP ready\r\n");

    public byte[] Helo { get; } = Encoding.ASCII.GetBytes($"250 {Options.Hostname}\r\n");

    public bool HasCertificate => Certificates?.Invoke(null) is not null;
}
