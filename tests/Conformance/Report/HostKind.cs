using Conformance.Worlds;

namespace Conformance.Report;

/// <summary>A host of the product, as the cases are played on it.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Page">Its page in <c>docs/hosts</c>.</param>
/// <param name="Wire">How it is spoken to here, in one sentence.</param>
/// <param name="StartAsync">Makes the host of a case.</param>
/// <param name="Parallel">How many cases are played at once.</param>
internal sealed record HostKind(string Name, string Page, string Wire, Func<CaseWorld, CancellationToken, Task<WireCaseHost>> StartAsync, int Parallel)
{
    /// <summary>How many steps a case may have to be played; all are by default.</summary>
    public int MaximumSteps { get; init; } = int.MaxValue;
}
