using Submission.Smtp.Content;
using Submission.Smtp.Protocol;
using Submission.Smtp.Server;

namespace Submission.SmtpServer.Demo;

/// <summary>Opens the sessions of the demo's next hop.</summary>
internal sealed class DemoSinkSessions(DemoMessageView view) : ISmtpSessionFactory
{
    public ISmtpSession Open(SmtpClientInfo client) => new DemoSinkSession(view);
}

/// <summary>Says yes to everything.</summary>
internal sealed class DemoSinkSession(DemoMessageView view) : ISmtpSession
{
    private readonly List<EmailAddress> _recipients = [];
    private EmailAddress _sender = EmailAddress.NullReversePath;

    public ValueTask<SmtpAnswer> ConnectAsync(CancellationToken cancellationToken) => new(SmtpAnswer.Standard);

    public ValueTask<SmtpAnswer> HelloAsync(string name, bool extended, CancellationToken cancellationToken) => new(SmtpAnswer.Standard);

    public void TlsStarted(SmtpTlsInfo tls)
    {
        // It has no certificate, so it never comes to that.
    }

    public ValueTask<SmtpAnswer> CleartextAuthenticationAsync(CancellationToken cancellationToken) => new(SmtpAnswer.Standard);

    public ValueTask<SmtpAnswer> AuthenticateAsync(SmtpCredentials credentials, CancellationToken cancellationToken) => new(SmtpAnswer.Standard);

    public ValueTask<SmtpAnswer> MailAsync(MailCommand command, CancellationToken cancellationToken)
    {
        _sender = command.ReversePath;
        _recipients.Clear();
        return new(SmtpAnswer.Standard);
    }

    public ValueTask<SmtpAnswer> RecipientAsync(RcptCommand command, CancellationToken cancellationToken)
    {
        _recipients.Add(command.ForwardPath);
        return new(SmtpAnswer.Standard);
    }

    public ValueTask<SmtpAnswer> DataStartingAsync(CancellationToken cancellationToken) => new(SmtpAnswer.Standard);

    public async ValueTask<SmtpAnswer> MessageAsync(MessageBody body, CancellationToken cancellationToken)
    {
        await view.ShowAsync(_sender, _recipients, body, cancellationToken);
        return SmtpAnswer.Standard;
    }

    public ValueTask ResetAsync() => default;

    public ValueTask DisposeAsync() => default;
}
