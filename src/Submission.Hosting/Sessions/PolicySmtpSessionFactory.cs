using Submission.Smtp.Server;

namespace Submission.Hosting.Sessions;

/// <summary>Opens a policy session for each SMTP connection.</summary>
internal sealed class PolicySmtpSessionFactory(PolicyEngine engine, SessionServices services) : ISmtpSessionFactory
{
    public ISmtpSession Open(SmtpClientInfo client) => new PolicySmtpSession(engine.OpenSession(new ClientFacts(client.Remote)), services);
}
