using System.Net;
using BenchmarkDotNet.Attributes;
using Submission.Policy;

namespace Benchmarks;

/// <summary>One verdict of the whole Forpsi policy, counters included; every look-up is known already.</summary>
[MemoryDiagnoser]
public class VerdictBenchmarks
{
    private static readonly EmailAddress Sender = EmailAddress.Parse("jan@domena.cz");
    private static readonly EmailAddress Recipient = EmailAddress.Parse("petr@example.org");
    private static readonly MessageFacts Content = new() { Size = 3, Content = MessageContent.FromMemory("\r\n."u8.ToArray()) };
    private PolicyTransaction _open = null!;
    private PolicySession _session = null!;
    private int _recipients;

    [GlobalSetup]
    public async Task OpenSessionAsync()
    {
        var known = new KnownAnswers();
        var options = new SubmissionPolicyOptions
        {
            MailDomains = known,
            Blocklists = known,
            Countries = known,
            Messages = known,
            VirusScanner = known,
            SpamScanner = known,
        }.UseForpsi();
        var engine = new PolicyEngine(options);
        _session = engine.OpenSession(new ClientFacts(IPAddress.Parse("198.51.100.7")));
        Require(await _session.ConnectAsync());
        Require(await _session.HeloAsync("client.domena.cz"));
        _session.TlsStarted();
        Require(await _session.AuthenticateAsync(new AccountFacts(Sender)));
    }

    [IterationSetup(Target = nameof(Rcpt))]
    public void OpenTransaction()
    {
        _open = _session.BeginTransaction();
        Require(_open.MailAsync(Sender).AsTask().GetAwaiter().GetResult());
        _recipients = 0;
    }

    [IterationCleanup(Target = nameof(Rcpt))]
    public void CloseTransaction() => _open.DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <summary>BeginTransaction, MAIL, and the end of the transaction, which gives the six charges back.</summary>
    [Benchmark]
    public async ValueTask Mail()
    {
        await using PolicyTransaction transaction = _session.BeginTransaction();
        Require(await transaction.MailAsync(Sender));
    }

    /// <summary>RCPT; the recipient is taken back so that the 250 of one message are not used up.</summary>
    [Benchmark(OperationsPerInvoke = 10_000)]
    public async Task Rcpt()
    {
        for (int i = 0; i < 10_000; i++)
        {
            if (_recipients++ % 1000 == 0)
            {
                // A decision trace is kept for each transaction; a new one now and then keeps it as short as in a real session.
                await _open.DisposeAsync();
                _open = _session.BeginTransaction();
                Require(await _open.MailAsync(Sender));
            }

            Require(await _open.RecipientAsync(Recipient));
            _open.WithdrawRecipient();
        }
    }

    /// <summary>A whole message, not accepted in the end so that nothing is used up; what it holds and what the scanners say is known already.</summary>
    [Benchmark]
    public async ValueTask Message()
    {
        await using PolicyTransaction transaction = _session.BeginTransaction();
        Require(await transaction.MailAsync(Sender));
        Require(await transaction.RecipientAsync(Recipient));
        Require(await transaction.MessageAsync(Content));
    }

    private static void Require(Verdict verdict)
    {
        if (!verdict.IsAccepted) throw new InvalidOperationException(verdict.ToString());
    }
}
