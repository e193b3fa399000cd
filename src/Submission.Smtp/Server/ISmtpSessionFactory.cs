namespace Submission.Smtp.Server;

/// <summary>The port by which a host opens a session of its own for each SMTP connection. Called by many threads at once.</summary>
public interface ISmtpSessionFactory
{
    /// <summary>Opens the session of a connection. It must neither block nor throw for anything that a client did.</summary>
    /// <param name="client">Who has connected, and to what.</param>
    ISmtpSession Open(SmtpClientInfo client);
}
