using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Submission.Hosting.Accounts;
using Submission.Hosting.Configuration;
using Submission.Policy.Decisions;
using Submission.Policy.Delivery;
using Submission.Policy.Lookups;
using Submission.Policy.Specification;
using Submission.Policy.Testing;
using Submission.Policy.Testing.Cases;
using Submission.Policy.Testing.Running;

namespace Conformance.Worlds;

/// <summary>The world of a case, ready to be registered in a host in the place of the real one.</summary>
internal sealed class CaseWorld
{
    private readonly GoldenCase _golden;
    private readonly FakeWorld _fakes;
    private readonly CaseMessageReader _reader = new();
    private readonly IPolicySpecProvider _policy;

    public CaseWorld(GoldenCase golden, PolicySpec policy)
    {
        _golden = golden;
        _fakes = new FakeWorld(golden.Given);
        _policy = new CasePolicy(new ReadPolicy(policy), golden.Given.Lists);
        Accounts = new CaseAccounts(golden.Given);
        NeedsUtf8 = golden.Steps.Any(IsUtf8);
        FailsToAuthenticate = golden.Steps.Any(Fails);
    }

    public CaseAccounts Accounts { get; }

    public CaseDecisions Decisions { get; } = new();

    public FakeClock Clock => _fakes.Clock;

    /// <summary>The messages that the host accepted.</summary>
    public FakeDelivery Delivery => _fakes.Delivery;

    /// <summary>Whether some client of the case fails to authenticate, or gives it up.</summary>
    public bool FailsToAuthenticate { get; }

    /// <summary>Whether a client needs SMTPUTF8 (RFC 6531) for some address of the case.</summary>
    public bool NeedsUtf8 { get; }

    public bool AllowsCleartextAuth => _fakes.AllowsCleartextAuth;

    /// <summary>The account behind credentials, as the case gives it.</summary>
    public (AuthenticationOutcome Outcome, AccountFacts? Account) Authenticate(string login, string password) => _fakes.Accounts.Authenticate(login, password);

    /// <summary>Says what the scanners and the reader shall make of the next message.</summary>
    public void Expect(CaseMessage message)
    {
        _fakes.VirusScanner.Answer = message.Virus ?? _golden.Given.Virus;
        _fakes.SpamScanner.Answer = message.Spam ?? _golden.Given.Spam;
        _reader.IsAvailable = message.IsReadable;
    }

    /// <summary>Registers the world, which a host's own composition leaves as it is, and sets the host's options to what the case gives.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="options">The host's options.</param>
    /// <param name="clock">The host's clock.</param>
    public void Register(IServiceCollection services, SubmissionOptions options, TimeProvider clock)
    {
        options.Hostname = "host.invalid";
        options.Admin.Socket = AdminOptions.NoSocket;
        foreach (string relay in _fakes.TrustedRelays) options.TrustedRelays.Add(relay);
        services
            .AddSingleton(clock)
            .AddSingleton(_policy)
            .AddSingleton<IAccountDirectory>(Accounts)
            .AddSingleton<IMailDomainResolver>(_fakes.MailDomains)
            .AddSingleton<IDnsBlocklistResolver>(_fakes.Blocklists)
            .AddSingleton<ICountryLookup>(_fakes.Countries)
            .AddSingleton<IMessageReader>(_reader)
            .AddSingleton<IVirusScanner>(_fakes.VirusScanner)
            .AddSingleton<ISpamScanner>(_fakes.SpamScanner)
            .AddSingleton<IDecisionSink>(Decisions);
    }

    private static bool IsUtf8(CaseStep step) => step is RepeatStep repeat ? repeat.Steps.Any(IsUtf8) : step is MailStep or RcptStep && !Ascii.IsValid(step.Text);

    private bool Fails(CaseStep step) => step switch
    {
        RepeatStep repeat => repeat.Steps.Any(Fails),
        AuthStep auth => auth.Outcome is not null || Authenticate(auth.Login, auth.Password).Outcome != AuthenticationOutcome.Succeeded,
        _ => step is CancelledAuthStep,
    };
}
