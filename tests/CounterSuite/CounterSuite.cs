namespace Submission.Tests.Counters;

/// <summary>What every store must do, one class a topic. The tests of a store derive from each and say how it is opened.</summary>
public abstract class CounterSuite : IDisposable
{
    private readonly List<CounterBench> _benches = [];

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        foreach (CounterBench bench in _benches) bench.Dispose();
    }

    /// <summary>Opens an empty store.</summary>
    protected CounterBench NewBench()
    {
        CounterBench bench = Open();
        lock (_benches) _benches.Add(bench);
        return bench;
    }

    /// <summary>Opens an empty store.</summary>
    protected abstract CounterBench Open();

    /// <summary>How often a property is tried: less often where a call goes to another process.</summary>
    protected virtual int Iterations(int full) => full;

    /// <summary>How much is used at once where very much is used: more where a call goes to another process. It divides 250.</summary>
    protected virtual int AtATime => 1;

    /// <summary>How many members stand for very many: fewer where a call goes to another process.</summary>
    protected virtual int Crowd(int full) => full;
}
