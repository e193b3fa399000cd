namespace Submission.Policy.Client.Tests.Support;

/// <summary>What many tests say first.</summary>
internal static class Dialogs
{
    public static readonly EmailAddress Sender = EmailAddress.Parse(PolicyHost.Login);
    public static readonly EmailAddress Friend = EmailAddress.Parse("friend@example.net");
    public static readonly AccountFacts Account = new(Sender, [DomainName.Parse("domena.eu")]);

    public static SubmissionFacts Whole => new()
    {
        Client = PolicyHost.Client,
        HeloName = "laptop.example",
        IsTls = true,
        Authentication = new AuthenticationFacts(Account),
        Sender = Sender,
        Recipients = [Friend],
        Message = new MessageFacts { Size = Octets.Length, Content = MessageContent.FromMemory(Octets) },
    };

    public static byte[] Octets { get; } = "From: jan.novak@domena.cz\r\nTo: friend@example.net\r\nSubject: hello\r\n\r\nGood morning.\r\n"u8.ToArray();

    /// <summary>Opens a session and lets Jan in.</summary>
    public static async Task<PolicyClientSession> LogInAsync(this PolicyClient client, CancellationToken cancellationToken)
    {
        PolicyClientSession session = client.OpenSession(PolicyHost.Client);
        Assert.True((await session.ConnectAsync(cancellationToken)).IsAccepted);
        Assert.True((await session.HeloAsync("laptop.example", cancellationToken)).IsAccepted);
        await session.TlsStartedAsync(cancellationToken);
        Assert.True((await session.AuthenticateAsync(Account, cancellationToken)).Verdict.IsAccepted);
        return session;
    }
}
