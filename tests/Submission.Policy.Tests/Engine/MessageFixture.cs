using System.Net;
using Submission.Policy.Lookups;
using Submission.Policy.Yaml;

namespace Submission.Policy.Tests.Engine;

/// <summary>A reader and scanners that answer when they are told to, and a message on its way through a policy.</summary>
internal sealed class MessageFixture : IMessageReader, IVirusScanner, ISpamScanner
{
    public static readonly EmailAddress Jan = EmailAddress.Parse("jan@domena.cz");
    private readonly List<string> _asked = [];

    /// <summary>What was asked, in the order in which it was asked.</summary>
    public IReadOnlyList<string> Asked => _asked;

    public Task<LookupResult<MessageStructure>> Structure { get; set; } = Task.FromResult(LookupResult<MessageStructure>.Found(new MessageStructure()));

    public Task<LookupResult<string>> Virus { get; set; } = Task.FromResult(LookupResult<string>.Absent("clean"));

    public Task<LookupResult<SpamScan>> Spam { get; set; } = Task.FromResult(LookupResult<SpamScan>.Found(new SpamScan(IsSpam: false, 0)));

    /// <summary>What the spam scanner was given last.</summary>
    public SpamScanRequest? Request { get; private set; }

    /// <summary>The token that the last question got.</summary>
    public CancellationToken Token { get; private set; }

    public PolicyEngine Build(params (string Id, string Text)[] rules) => Build(static _ => { }, rules);

    public PolicyEngine Build(Action<SubmissionPolicyOptions> configure, params (string Id, string Text)[] rules)
    {
        InMemoryYamlPolicy source = Compilation.ValidateTests.Policy([.. rules.Select(static rule => (rule.Id, $"rule: {rule.Id}\nabout: A rule.\nstage: message\nreply: 550 5.7.1 {rule.Id}\n{rule.Text}"))]);
        var options = new SubmissionPolicyOptions { Source = source, Messages = this, VirusScanner = this, SpamScanner = this };
        configure(options);
        return new PolicyEngine(options);
    }

    public static MessageFacts Message(string text = "Subject: hi\r\n\r\nHello.\r\n")
    {
        byte[] octets = System.Text.Encoding.ASCII.GetBytes(text);
        return new MessageFacts { Size = octets.Length, Content = MessageContent.FromMemory(octets) };
    }

    /// <summary>Opens a transaction with an accepted recipient.</summary>
    public static async Task<(PolicySession Session, PolicyTransaction Transaction)> OpenAsync(PolicyEngine engine)
    {
        PolicySession session = engine.OpenSession(new ClientFacts(IPAddress.Parse("198.51.100.7")));
        PolicyTransaction transaction = session.BeginTransaction();
        Assert.True((await transaction.MailAsync(Jan, TestContext.Current.CancellationToken)).IsAccepted);
        Assert.True((await transaction.RecipientAsync(EmailAddress.Parse("petr@example.org"), TestContext.Current.CancellationToken)).IsAccepted);
        return (session, transaction);
    }

    public static async Task<Verdict> JudgeAsync(PolicyEngine engine, MessageFacts? message = null)
    {
        (PolicySession session, PolicyTransaction transaction) = await OpenAsync(engine);
        await using (session)
        await using (transaction)
        {
            return await transaction.MessageAsync(message ?? Message(), TestContext.Current.CancellationToken);
        }
    }

    public ValueTask<LookupResult<MessageStructure>> ReadAsync(MessageContent content, CancellationToken cancellationToken)
    {
        Note("read", cancellationToken);
        return new(Structure.WaitAsync(cancellationToken));
    }

    ValueTask<LookupResult<string>> IVirusScanner.ScanAsync(MessageContent content, CancellationToken cancellationToken)
    {
        Note("virus", cancellationToken);
        return new(Virus.WaitAsync(cancellationToken));
    }

    ValueTask<LookupResult<SpamScan>> ISpamScanner.ScanAsync(SpamScanRequest request, CancellationToken cancellationToken)
    {
        Note("spam", cancellationToken);
        Request = request;
        return new(Spam.WaitAsync(cancellationToken));
    }

    private void Note(string question, CancellationToken cancellationToken)
    {
        _asked.Add(question);
        Token = cancellationToken;
    }
}
