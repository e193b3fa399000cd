using Microsoft.Extensions.Time.Testing;

namespace Submission.Milter.Tests.Support;

/// <summary>Lets a clock run on until something has happened.</summary>
internal static class Patience
{
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
}
