using System.Net;
using BenchmarkDotNet.Attributes;
using Submission.Policy;

namespace Benchmarks;

/// <summary>
/// A session that is made for one message and told all that is known of it at once, as the Postfix policy adapter does: the whole Forpsi policy as far as such a host sees it, a thousand
/// clients, every look-up known already.
/// </summary>
[MemoryDiagnoser]
[MinColumn]
public class FreshSessionBenchmarks
{
    private const int Clients = 1000;
    private static readonly EmailAddress Recipient = EmailAddress.Parse("petr@example.org");
    private readonly ClientFacts[] _clients = new ClientFacts[Clients];
    private readonly EmailAddress[] _senders = new EmailAddress[Clients];
    private readonly AccountFacts[] _accounts = new AccountFacts[Clients];
    private PolicyEngine _engine = null!;

    [GlobalSetup]
    public void MakeEngine()
    {
        var known = new KnownAnswers();
        _engine = new PolicyEngine(new SubmissionPolicyOptions
        {
            View = new HostView { Sight = HostSight.FailedAuthentication | HostSight.MessageSize },
            TimeProvider = new HurriedClock(),
            MailDomains = known,
            Blocklists = known,
            Countries = known,
        }.UseForpsi());
        for (int i = 0; i < Clients; i++)
        {
            _clients[i] = new ClientFacts(new IPAddress([198, 51, (byte)(i / 256), (byte)i]));
            _senders[i] = EmailAddress.Parse($"jan{i}@domena.cz");
            _accounts[i] = new AccountFacts(_senders[i]);
        }
    }

    /// <summary>Connection, HELO, AUTH, MAIL and RCPT of one message that does not come in the end: what it reserved is given back.</summary>
    [Benchmark(OperationsPerInvoke = Clients)]
    public async Task Judge()
    {
        for (int i = 0; i < Clients; i++)
        {
            await using PolicySession session = await OpenAsync(i);
            await using PolicyTransaction transaction = session.BeginTransaction();
            Require(await transaction.MailAsync(_senders[i]));
            Require(await transaction.RecipientAsync(Recipient));
        }
    }

    /// <summary>The session alone, without a transaction.</summary>
    [Benchmark(OperationsPerInvoke = Clients)]
    public async Task Connect()
    {
        for (int i = 0; i < Clients; i++)
        {
            await using PolicySession session = await OpenAsync(i);
        }
    }

    private async ValueTask<PolicySession> OpenAsync(int i)
    {
        PolicySession session = _engine.OpenSession(_clients[i]);
        Require(await session.ConnectAsync());
        session.TlsStarted();
        Require(await session.HeloAsync("client.domena.cz"));
        Require(await session.AuthenticateAsync(_accounts[i]));
        return session;
    }

    private static void Require(Verdict verdict)
    {
        if (!verdict.IsAccepted) throw new InvalidOperationException(verdict.ToString());
    }
}
