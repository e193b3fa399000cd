using Submission.Smtp.Content;
using Submission.Smtp.Protocol;
using Submission.Smtp.Server;

namespace Submission.Hosting.Demo;

/// <summary>Opens the sessions of the demo's sink.</summary>
internal sealed class DemoSinkSessions(DemoMessageView view, Func<EmailAddress, SmtpReply?> refuse) : ISmtpSessionFactory
{
    public ISmtpSession Open(SmtpClientInfo client) => new DemoSinkSession(view, refuse);
}

/// <summary>Says yes to everything, but for the recipients that it is told to refuse.</summary>
internal sealed class DemoSinkSession(DemoMessageView view, Func<EmailAddress, SmtpReply?> refuse) : ISmtpSession
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
        if (refuse(command.ForwardPath) is { } refusal) return new(refusal);
        _recipients.Add(command.ForwardPath);
        return new(SmtpAnswer.Standard);
    }

    public ValueTask<SmtpAnswer> DataStartingAsync(CancellationToken cancellationToken) => new(SmtpAnswer.Standard);

    public async ValueTask<SmtpAnswer> MessageAsync(MessageBody body, CancellationToken cancellationToken)
    {
        await view.ShowAsync(_sender, _recipients, body, cancellationToken).ConfigureAwait(false);
        return SmtpAnswer.Standard;
    }

    public ValueTask ResetAsync() => default;

    public ValueTask DisposeAsync() => default;
}
