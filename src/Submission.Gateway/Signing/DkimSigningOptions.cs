using System.Collections.Immutable;
using Submission.Gateway.Signing.Keys;
using Submission.Policy.Lookups;
using Submission.Policy.Publishing;

namespace Submission.Gateway.Signing;

/// <summary>How the gateway signs. Immutable and thread-safe.</summary>
public sealed record DkimSigningOptions
{
    /// <summary>The folder of the keys, made where it is missing. One gateway at a time has it.</summary>
    public required string KeyDirectory { get; init; }

    /// <summary>Asks DNS, without remembering answers: records are looked for by it.</summary>
    public required IDnsRecordResolver Records { get; init; }

    /// <summary>Under what private keys are encrypted in their files; <see langword="null"/> (the default): they are not, and only the file's owner may read it.</summary>
    public KeySecret? Secret { get; init; }

    /// <summary>Publishes records in zones that our name servers serve; <see langword="null"/> (the default): all records are published by hand.</summary>
    public IDnsPublisher? Publisher { get; init; }

    /// <summary>The names of our name servers. A zone is ours where all its NS records are among them. Default: none.</summary>
    public ImmutableArray<string> NameServers { get; init; } = [];

    /// <summary>What selectors begin with, before the date: letters and digits. Several gateways that sign for the same domains need one each. Default <c>s</c>.</summary>
    public string SelectorPrefix { get; init; } = "s";

    /// <summary>How often it is looked whether a new record is there. Default 1 minute; 10 milliseconds to 1 day. One that does not appear is looked for less and less often, down to <see cref="CheckInterval"/>.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How often it is looked whether a record is still there. Default 15 minutes; <see cref="PollInterval"/> to 1 day.</summary>
    public TimeSpan CheckInterval { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>The age at which keys of a zone that we serve are replaced. Default 180 days; 1 day or more, or 0 for never.</summary>
    public TimeSpan RotateAfter { get; init; } = TimeSpan.FromDays(180);

    /// <summary>How long the record of a key stays after its last use. Default 14 days; 0 or more, longer than mail may be on its way.</summary>
    public TimeSpan KeepRetired { get; init; } = TimeSpan.FromDays(14);

    /// <summary>How long resolvers may remember a record that the gateway publishes. Default 1 hour; 1 second to 1 day.</summary>
    public TimeSpan RecordTtl { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long a signature is valid (<c>x=</c>). Default <see langword="null"/>: without an end.</summary>
    public TimeSpan? SignatureLifetime { get; init; }

    /// <summary>The domain that signs the gateway's own notices once an operator has activated it; <see langword="null"/> (the default): they are not signed.</summary>
    public string? OwnDomain { get; init; }

    /// <summary>
    /// The domain of the mailbox that reports of TLS come from, which signs them where it has keys (RFC 8460, section 3); otherwise, and with <see langword="null"/> (the default), they are
    /// signed as notices are.
    /// </summary>
    public string? ReportDomain { get; init; }

    /// <summary>How many looks one after the other must show that a record is gone before its key stops signing. Default 2; 1 or more.</summary>
    public int Absences { get; init; } = 2;
}
