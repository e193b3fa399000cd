using System.Diagnostics;
using System.Globalization;

namespace Submission.Tests.Fuzzing;

/// <summary>A run of changed inputs through one target: each must hold the target's checks, soon, and with little memory. Inputs that take new ways are changed further.</summary>
internal sealed class FuzzRun(FuzzTarget target, Action<byte[]> action, IReadOnlyList<byte[]> seeds, Random random)
{
    // What goes beyond a bound is tried again: a pause of the machine, or what is made once for a process, says nothing about the input.
    private const int Tries = 4;
    private const int Recent = 16;

    private readonly FuzzCoverage _coverage = new();
    private readonly List<byte[]> _queue = [];

    /// <summary>The input under way, for whoever waits in vain.</summary>
    public byte[] Current { get; private set; } = [];

    /// <summary>How many have been run.</summary>
    public long Done { get; private set; }

    /// <summary>The most that one allocated, in octets.</summary>
    public long Largest { get; private set; }

    public int Jumps => _coverage.Jumps;

    public int Kept => _queue.Count;

    public void Execute(TimeSpan time, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        foreach (byte[] seed in seeds) Try(seed);
        if (_queue.Count == 0) throw new InvalidOperationException("No seed takes any way through the code: is it instrumented?");
        var mutation = new FuzzMutation([.. target.Words.Select(FuzzText.Octets)], target.MaximumLength, random);
        while (Stopwatch.GetElapsedTime(started) < time && !cancellationToken.IsCancellationRequested)
        {
            for (int i = 0; i < 100; i++) Try(mutation.Of(Pick(), _queue[random.Next(_queue.Count)]));
        }
    }

    /// <summary>The shortest inputs that together take every way that was found.</summary>
    public IEnumerable<byte[]> Distil()
    {
        var coverage = new FuzzCoverage();
        foreach (byte[] input in _queue.OrderBy(static input => input.Length))
        {
            FuzzCoverage.Reset();
            action(input);
            if (coverage.Learn()) yield return input;
        }
    }

    private byte[] Pick() => random.Next(2) == 0 ? _queue[random.Next(_queue.Count)] : _queue[^(1 + random.Next(Math.Min(Recent, _queue.Count)))];

    private void Try(byte[] input)
    {
        Current = input;
        string? fault = null;
        for (int i = 0; i < Tries; i++)
        {
            fault = Measure(input);
            if (fault is null) break;
        }

        if (fault is not null) throw new InvalidOperationException(fault);
        Done++;
        if (_coverage.Learn()) _queue.Add(input);
    }

    private string? Measure(byte[] input)
    {
        FuzzCoverage.Reset();
        long before = GC.GetAllocatedBytesForCurrentThread();
        long started = Stopwatch.GetTimestamp();
        action(input);
        TimeSpan took = Stopwatch.GetElapsedTime(started);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        if (took > target.MaximumTime) return string.Create(CultureInfo.InvariantCulture, $"took {took.TotalMilliseconds:0} ms");
        if (allocated > target.FixedBytes + (target.BytesPerOctet * input.Length)) return string.Create(CultureInfo.InvariantCulture, $"allocated {allocated:N0} octets for {input.Length:N0}");
        Largest = Math.Max(Largest, allocated);
        return null;
    }
}
