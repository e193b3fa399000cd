namespace Submission.Tests.Fuzzing;

/// <summary>One thing that takes octets from strangers, and what it may cost.</summary>
/// <param name="Name">Its name; the seeds are in the file of that name.</param>
/// <param name="Type">Has a method <c>Run(byte[])</c>, which throws where the code under test does not do what it promises.</param>
/// <param name="Words">What inputs are likely to hold.</param>
internal sealed record FuzzTarget(string Name, Type Type, string[] Words)
{
    public const string Method = "Run";

    /// <summary>The longest input, in octets.</summary>
    public int MaximumLength { get; init; } = 2048;

    /// <summary>What one input may allocate, whatever its length, in octets; the checks' own share included.</summary>
    public long FixedBytes { get; init; } = 64 * 1024;

    /// <summary>What it may allocate besides for each of its octets.</summary>
    public long BytesPerOctet { get; init; } = 100;

    /// <summary>What one input may take. Thousands of times what it takes: whatever needs more hangs, or would with a larger one.</summary>
    public TimeSpan MaximumTime { get; init; } = TimeSpan.FromSeconds(2);

    public Action<byte[]> Plain => Type.GetMethod(Method)!.CreateDelegate<Action<byte[]>>();

    public override string ToString() => Name;
}
