using System.Diagnostics;

namespace E2E.Tests.Peers;

/// <summary>Waits for what another process does.</summary>
internal static class Until
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    public static async Task TrueAsync(Func<Task<bool>> condition, Func<string> otherwise)
    {
        long start = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(start) > Patience) Assert.Fail(otherwise());
            await Task.Delay(Pause);
        }
    }

    public static Task TrueAsync(Func<bool> condition, Func<string> otherwise) => TrueAsync(() => Task.FromResult(condition()), otherwise);
}
