using System.Diagnostics;

namespace Submission.Policy.Redis.Tests;

/// <summary>Waits for what must come.</summary>
internal static class Until
{
    public static async Task TrueAsync(Func<Task<bool>> condition, int seconds = 60, Func<string?>? told = null)
    {
        for (Stopwatch watch = Stopwatch.StartNew(); watch.Elapsed < TimeSpan.FromSeconds(seconds); await Task.Delay(20, TestContext.Current.CancellationToken))
        {
            if (await condition()) return;
        }

        Assert.Fail($"It did not happen within {seconds} seconds. {told?.Invoke()}");
    }
}
