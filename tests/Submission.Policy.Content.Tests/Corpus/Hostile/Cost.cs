using System.Globalization;

namespace Submission.Policy.Content.Tests.Corpus.Hostile;

/// <summary>What the reading of one message cost the process.</summary>
/// <param name="Megabytes">The size of the message.</param>
/// <param name="Processor">Processor time of all threads.</param>
/// <param name="Allocated">Octets allocated.</param>
/// <param name="Held">Octets by which the heap had grown: at most, garbage included, while a large message was read; in the end after any other.</param>
internal sealed record Cost(double Megabytes, TimeSpan Processor, long Allocated, long Held)
{
    /// <summary>Ten times what a message may cost, and a second: the machine has others to serve.</summary>
    public TimeSpan Allowed => TimeSpan.FromSeconds(1) + TimeSpan.FromMilliseconds(100) * Megabytes;

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Megabytes:0.00} MB: {Processor.TotalMilliseconds:0} ms CPU ({Processor.TotalMilliseconds / Math.Max(Megabytes, 0.01):0.0} ms/MB), {Allocated / 1048576.0:0.0} MB allocated, {Held / 1048576.0:0.0} MB held");
}
