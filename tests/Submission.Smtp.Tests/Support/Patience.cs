using Microsoft.Extensions.Time.Testing;

namespace Submission.Smtp.Tests.Support;

internal static class Patience
{
    /// <summary>Lets virtual time pass in steps until something has happened, and tells how much was needed.</summary>
    public static async Task<TimeSpan> AdvanceUntilAsync(this FakeTimeProvider time, Task happening, TimeSpan step)
    {
        DateTimeOffset start = time.GetUtcNow();
        for (int i = 0; i < 2000 && !happening.IsCompleted; i++)
        {
            time.Advance(step);
            await Task.WhenAny(happening, Task.Delay(10));
        }

        await happening;
        return time.GetUtcNow() - start;
    }

    /// <summary>Waits until something that other threads do has come true.</summary>
    public static async Task UntilAsync(Func<bool> condition)
    {
        for (int i = 0; i < 2000 && !condition(); i++) await Task.Delay(5);
        Assert.True(condition());
    }
}
