using System.Collections.Concurrent;
using System.Text;
using Submission.Policy;
using Submission.Smtp.Content;
using Submission.Smtp.Protocol;
using Submission.Smtp.Server;

namespace Submission.Smtp.Tests.Support;

/// <summary>What the host answers in a test, and what it was told.</summary>
internal sealed class Script : ISmtpSessionFactory
{
    public Func<ValueTask<SmtpAnswer>> Connect { get; set; } = static () => default;

    public Func<string, ValueTask<SmtpAnswer>> Hello { get; set; } = static _ => default;

    public Func<string, string, ValueTask<SmtpAnswer>> Authenticate { get; set; } =
        static (_, password) => new(string.Equals(password, "secret", StringComparison.Ordinal) ? SmtpAnswer.Standard : SmtpReply.Parse("535 5.1.0 x authentication failed"));

    public Action<ReadOnlyMemory<byte>> Password { get; set; } = static _ => { };

    public Func<MailCommand, ValueTask<SmtpAnswer>> Mail { get; set; } = static _ => default;

    public Func<RcptCommand, ValueTask<SmtpAnswer>> Recipient { get; set; } = static _ => default;

    public Func<ValueTask<SmtpAnswer>> DataStarting { get; set; } = static () => default;

    public Func<byte[], ValueTask<SmtpAnswer>> Message { get; set; } = static _ => default;

    /// <summary>What a message waits for before it is answered.</summary>
    public Func<CancellationToken, Task> Hold { get; set; } = static _ => Task.CompletedTask;

    public ConcurrentQueue<string> Events { get; } = new();

    public ConcurrentQueue<byte[]> Messages { get; } = new();

    public ConcurrentQueue<MailCommand> Mails { get; } = new();

    public ConcurrentQueue<RcptCommand> Recipients { get; } = new();

    public ConcurrentQueue<SmtpClientInfo> Clients { get; } = new();

    public string[] Log => [.. Events];

    public ISmtpSession Open(SmtpClientInfo client)
    {
        Clients.Enqueue(client);
        return new Session(this);
    }

    private sealed class Session(Script script) : ISmtpSession
    {
        public ValueTask<SmtpAnswer> ConnectAsync(CancellationToken cancellationToken) => Note("connect", script.Connect());

        public ValueTask<SmtpAnswer> HelloAsync(string name, bool extended, CancellationToken cancellationToken) =>
            Note((extended ? "ehlo " : "helo ") + name, script.Hello(name));

        public void TlsStarted(SmtpTlsInfo tls) => script.Events.Enqueue("tls " + tls.ServerName);

        public ValueTask<SmtpAnswer> CleartextAuthenticationAsync(CancellationToken cancellationToken) =>
            Note("cleartext-auth", new ValueTask<SmtpAnswer>(SmtpReply.Parse("538 5.7.11 id encryption required")));

        public ValueTask<SmtpAnswer> AuthenticateAsync(SmtpCredentials credentials, CancellationToken cancellationToken)
        {
            string password = Encoding.UTF8.GetString(credentials.Password.Span);
            script.Password(credentials.Password);
            return Note($"auth {credentials.Mechanism} {credentials.Login}", script.Authenticate(credentials.Login, password));
        }

        public ValueTask<SmtpAnswer> MailAsync(MailCommand command, CancellationToken cancellationToken)
        {
            script.Mails.Enqueue(command);
            return Note("mail " + command.ReversePath, script.Mail(command));
        }

        public ValueTask<SmtpAnswer> RecipientAsync(RcptCommand command, CancellationToken cancellationToken)
        {
            script.Recipients.Enqueue(command);
            return Note("rcpt " + command.ForwardPath, script.Recipient(command));
        }

        public ValueTask<SmtpAnswer> DataStartingAsync(CancellationToken cancellationToken) => script.DataStarting();

        public async ValueTask<SmtpAnswer> MessageAsync(MessageBody body, CancellationToken cancellationToken)
        {
            byte[] octets = new byte[body.Length];
            await using Stream stream = body.OpenRead();
            await stream.ReadExactlyAsync(octets, cancellationToken);
            script.Messages.Enqueue(octets);
            script.Events.Enqueue($"message {octets.Length}");
            await script.Hold(cancellationToken);
            return await script.Message(octets);
        }

        public ValueTask ResetAsync()
        {
            script.Events.Enqueue("reset");
            return default;
        }

        public ValueTask DisposeAsync()
        {
            script.Events.Enqueue("closed");
            return default;
        }

        private ValueTask<SmtpAnswer> Note(string happened, ValueTask<SmtpAnswer> answer)
        {
            script.Events.Enqueue(happened);
            return answer;
        }
    }
}
