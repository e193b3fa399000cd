using System.Net;

namespace Submission.Trust.Spf;

/// <summary>A mechanism with its qualifier, as a record has it.</summary>
/// <param name="Qualifier">What a match means.</param>
/// <param name="Mechanism">The mechanism.</param>
/// <param name="Text">The term as published.</param>
internal sealed record SpfDirective(SpfQualifier Qualifier, SpfMechanism Mechanism, string Text)
{
    /// <summary>The domain-spec; <see langword="null"/> where the current domain is meant.</summary>
    public MacroString? Target { get; init; }

    /// <summary>The network of <c>ip4</c> and <c>ip6</c>.</summary>
    public IPAddress? Network { get; init; }

    public int Prefix4 { get; init; } = 32;

    public int Prefix6 { get; init; } = 128;

    /// <summary>Whether it counts among the terms that ask DNS (section 4.6.4).</summary>
    public bool AsksDns => Mechanism is not (SpfMechanism.All or SpfMechanism.Ip4 or SpfMechanism.Ip6);

    /// <summary>Whether it authorises everybody.</summary>
    public bool LetsEverybodyPass => Qualifier == SpfQualifier.Pass && (Mechanism == SpfMechanism.All
        || (Mechanism == SpfMechanism.Ip4 && Prefix4 == 0) || (Mechanism == SpfMechanism.Ip6 && Prefix6 == 0));
}
