using Submission.Policy.Counters;
using Submission.Policy.Decisions;
using Submission.Policy.Lookups;
using Submission.Policy.Specification;

namespace Submission.Policy;

/// <summary>
/// What a policy needs from outside: its source, its look-ups, its counters, its clock. Adapters add themselves here by extension methods. Set up once, before
/// the engine is made; not thread-safe.
/// </summary>
public class PolicyPorts
{
    /// <summary>Where the policy's rules are written; <see langword="null"/> where all rules are given in C#, which is the default.</summary>
    public IPolicySpecProvider? Source { get; set; }

    /// <summary>The resolver of mail domains; <see langword="null"/> (the default) where no rule asks for one.</summary>
    public IMailDomainResolver? MailDomains { get; set; }

    /// <summary>The resolver of DNS block lists; <see langword="null"/> (the default) where no rule asks for one.</summary>
    public IDnsBlocklistResolver? Blocklists { get; set; }

    /// <summary>The countries of addresses; <see langword="null"/> (the default) where no rule asks for one.</summary>
    public ICountryLookup? Countries { get; set; }

    /// <summary>Reads what messages hold; <see langword="null"/> (the default) where no rule asks for it.</summary>
    public IMessageReader? Messages { get; set; }

    /// <summary>The virus scanner; <see langword="null"/> (the default) where no rule asks for one.</summary>
    public IVirusScanner? VirusScanner { get; set; }

    /// <summary>The spam scanner; <see langword="null"/> (the default) where no rule asks for one.</summary>
    public ISpamScanner? SpamScanner { get; set; }

    /// <summary>The host names of mail servers whose <c>Received:</c> fields do not make a message relayed (check 3), besides those that a rule names; none by default.</summary>
    public IList<string> TrustedRelays { get; } = [];

    /// <summary>The counters; <see langword="null"/> (the default) for a store in memory.</summary>
    public ICounterStore? Counters { get; set; }

    /// <summary>The clock; the system's by default.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Who gets the decision records; nobody by default.</summary>
    public IList<IDecisionSink> DecisionSinks { get; } = [];
}
