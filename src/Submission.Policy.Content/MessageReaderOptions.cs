using System.Globalization;

namespace Submission.Policy.Content;

/// <summary>
/// How much of a message <see cref="MimeMessageReader"/> reads. A message that goes beyond a bound is read up to there, and <see cref="MessageStructure.Incomplete"/> says
/// which bound it was, so that a rule can refuse it. Immutable and thread-safe.
/// </summary>
public sealed record MessageReaderOptions
{
    /// <summary>How many containers may stand within each other: multiparts, messages, encoded and foreign containers (check 14).</summary>
    /// <value>Default: 100. Range: 1 to 1,000.</value>
    public int MaximumDepth { get; init; } = 100;

    /// <summary>How many parts a message may have, containers included (check 14).</summary>
    /// <value>Default: 10,000. Range: 1 to 1,000,000.</value>
    public int MaximumParts { get; init; } = 10_000;

    /// <summary>How many fields one header may have, that of the message or of a part.</summary>
    /// <value>Default: 20,000. Range: 100 to 1,000,000.</value>
    public int MaximumHeaderFields { get; init; } = 20_000;

    /// <summary>How many octets one header may have, that of the message or of a part.</summary>
    /// <value>Default: 16,777,216 (16 MiB). Range: 65,536 to 1,073,741,824.</value>
    public int MaximumHeaderOctets { get; init; } = 16 * 1024 * 1024;

    /// <summary>How many octets one header field may have, folded lines included. Fields are held in memory while they are read.</summary>
    /// <value>Default: 1,114,112 (1 MiB and 64 KiB). Range: 4,096 to 16,777,216.</value>
    public int MaximumFieldOctets { get; init; } = (1024 + 64) * 1024;

    /// <summary>
    /// How many octets may be processed for each octet of the message, over all decodings and readings together, besides 4 MiB that every message may cost. Ordinary
    /// messages need 1 to 4.
    /// </summary>
    /// <value>Default: 16. Range: 4 to 1,000.</value>
    public int MaximumWork { get; init; } = 16;

    /// <summary>How many octets all buffers of one reading may hold together, besides a fixed 64 KiB.</summary>
    /// <value>Default: 4,194,304 (4 MiB). Range: 1,048,576 to 268,435,456.</value>
    public int MaximumBuffered { get; init; } = 4 * 1024 * 1024;

    internal MessageReaderOptions Validated()
    {
        Require(MaximumDepth, nameof(MaximumDepth), 1, 1_000);
        Require(MaximumParts, nameof(MaximumParts), 1, 1_000_000);
        Require(MaximumHeaderFields, nameof(MaximumHeaderFields), 100, 1_000_000);
        Require(MaximumHeaderOctets, nameof(MaximumHeaderOctets), 65_536, 1024 * 1024 * 1024);
        Require(MaximumFieldOctets, nameof(MaximumFieldOctets), 4_096, 16 * 1024 * 1024);
        Require(MaximumWork, nameof(MaximumWork), 4, 1_000);
        Require(MaximumBuffered, nameof(MaximumBuffered), 1024 * 1024, 256 * 1024 * 1024);
        return this;
    }

    private static void Require(int value, string name, int least, int most)
    {
        if (value >= least && value <= most) return;
        throw new ArgumentOutOfRangeException(name, string.Create(CultureInfo.InvariantCulture, $"{name} must be {least} to {most}."));
    }
}
