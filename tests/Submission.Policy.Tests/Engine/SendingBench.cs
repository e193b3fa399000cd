using System.Net;
using Submission.Policy.Counters;
using Submission.Policy.Delivery;
using Submission.Policy.Lookups;
using Submission.Policy.Yaml;

namespace Submission.Policy.Tests.Engine;

/// <summary>A policy of one rule or more, and short words for what clients do to it.</summary>
internal sealed class SendingBench : ISpamScanner
{
    public const string Address = "198.51.100.7";
    public const string Jan = "jan@domena.cz";

    private static readonly MessageContent Content = MessageContent.FromMemory(new byte[] { 13, 10 });

    public SendingBench(string rules)
    {
        string[] documents = rules.Split("---\n");
        string names = string.Join(", ", documents.Select(static document => document.Split('\n')[0]["rule: ".Length..]));
        string text = $"policy: p\nlanguage: 1\nlists: {{ big: [seznam.cz, email.cz], abused: [qq.com, yahoo.com], webmail_networks: [203.0.113.0/24] }}\nrules: [{names}]\n---\n{rules}";
        var options = new SubmissionPolicyOptions { Source = new InMemoryYamlPolicy("test", text), TimeProvider = Clock, SpamScanner = this };
        Counters = new InMemoryCounterStore(Clock);
        options.Counters = Counters;
        Engine = new PolicyEngine(options);
    }

    public FixedClock Clock { get; } = new();

    public InMemoryCounterStore Counters { get; }

    public PolicyEngine Engine { get; }

    /// <summary>What the scanner thinks of every message.</summary>
    public LookupResult<SpamScan> Spam { get; set; } = LookupResult<SpamScan>.Found(new SpamScan(IsSpam: false, 0));

    public int Scans { get; private set; }

    public void Judge(bool isSpam) => Spam = LookupResult<SpamScan>.Found(new SpamScan(isSpam, 1));

    public async Task<PolicySession> OpenAsync(string address = Address, string account = Jan)
    {
        PolicySession session = Engine.OpenSession(new ClientFacts(IPAddress.Parse(address)));
        Assert.True((await session.AuthenticateAsync(new AccountFacts(EmailAddress.Parse(account)))).IsAccepted);
        return session;
    }

    /// <summary>Sends a message in a session of its own; tells the first refusal, or an acceptance.</summary>
    public async Task<Sent> SendAsync(
        string address = Address, string account = Jan, string? sender = null, string[]? to = null, long? declared = null, long size = 100, bool commits = true)
    {
        await using PolicySession session = await OpenAsync(address, account);
        await using PolicyTransaction transaction = session.BeginTransaction();
        EmailAddress from = EmailAddress.Parse(sender ?? account);
        Verdict verdict = await transaction.MailAsync(from, new MailParameters { DeclaredSize = declared });
        PolicyStage stage = PolicyStage.Mail;
        foreach (string recipient in verdict.IsAccepted ? to ?? ["petr@example.org"] : [])
        {
            stage = PolicyStage.Rcpt;
            verdict = await transaction.RecipientAsync(EmailAddress.Parse(recipient));
            if (!verdict.IsAccepted) break;
        }

        if (verdict.IsAccepted)
        {
            stage = PolicyStage.Message;
            verdict = await transaction.MessageAsync(new MessageFacts { Size = size, Content = Content });
        }

        DateTimeOffset at = Clock.GetUtcNow();
        if (verdict.IsAccepted && commits) Assert.True(await transaction.CommitAsync());
        return new Sent(this, transaction.Id, verdict, stage, at, session.Client, session.Account!, from, transaction.Decision);
    }

    public async Task<int> SendUntilRefusedAsync(int atMost, string[]? to = null, long? declared = null, long size = 100)
    {
        int count = 0;
        while (count < atMost && (await SendAsync(to: to, declared: declared, size: size)).IsAccepted) count++;
        return count;
    }

    public ValueTask<LookupResult<SpamScan>> ScanAsync(SpamScanRequest request, CancellationToken cancellationToken)
    {
        Scans++;
        return new(Spam);
    }

    /// <summary>A message that was sent.</summary>
    internal sealed record Sent(
        SendingBench Bench, TransactionId Id, Verdict Verdict, PolicyStage Stage, DateTimeOffset At, ClientFacts Client, AccountFacts Account, EmailAddress From, Decisions.DecisionRecord Decision)
    {
        public bool IsAccepted => Verdict.IsAccepted;

        public DeliveryReport Report(DeliveryEvent happened) =>
            new() { MessageId = Id.ToString(), Event = happened, AcceptedAt = At, Sender = From, Client = Client, Account = Account };

        public async Task TellAsync(DeliveryEvent happened) => await Bench.Engine.ReportAsync(Report(happened), CancellationToken.None);
    }
}
