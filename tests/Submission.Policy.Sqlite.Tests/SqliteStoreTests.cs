namespace Submission.Policy.Sqlite.Tests;

/// <summary>The suite of every store, against the durable one on SQLite.</summary>
public static class SqliteStoreTests
{
    public sealed class RateLimitCase : RateLimitCaseSuite, IDisposable
    {
        private readonly JournalFolder _folder = new();

        public new void Dispose()
        {
            base.Dispose();
            _folder.Dispose();
        }

        protected override CounterBench Open() => _folder.NewBench(1 << 20);

        protected override int Iterations(int full) => Math.Min(full, 5);
    }

    public sealed class Model : ModelSuite, IDisposable
    {
        private readonly JournalFolder _folder = new();

        public new void Dispose()
        {
            base.Dispose();
            _folder.Dispose();
        }

        protected override CounterBench Open() => _folder.NewBench(1 << 20);

        protected override int Iterations(int full) => 10;
    }

    public sealed class Restart : RestartSuite
    {
        private readonly JournalFolder _folder = new();

        protected override DurableBench Open(long minimumLog) => _folder.NewBench(minimumLog);

        protected override void Close() => _folder.Dispose();

        protected override int Iterations(int full) => 5;
    }
}
