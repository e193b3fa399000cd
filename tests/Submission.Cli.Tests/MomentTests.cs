using System.Globalization;
using Submission.Cli.Output;

namespace Submission.Cli.Tests;

public sealed class MomentTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.FromHours(1));

    [Theory]
    [InlineData("0:00:00", "(now)")]
    [InlineData("0:00:00.4", "(now)")]
    [InlineData("0:00:42", "(in 42 s)")]
    [InlineData("0:01:00", "(in 1 min)")]
    [InlineData("0:09:59", "(in 9 min 59 s)")]
    [InlineData("0:12:34", "(in 12 min)")]
    [InlineData("3:05:00", "(in 3 h 5 min)")]
    [InlineData("23:59:59", "(in 23 h 59 min)")]
    [InlineData("2.03:30:00", "(in 2 d 3 h)")]
    [InlineData("-0:12:00", "(12 min ago)")]
    public void Of_AMoment_SaysHowFarAwayItIs(string distance, string expected) =>
        Assert.EndsWith(expected, Moment.Of(Now + TimeSpan.Parse(distance, CultureInfo.InvariantCulture), Now), StringComparison.Ordinal);

    [Fact]
    public void Of_AMomentOfAnotherZone_IsInUtc() => Assert.Equal("2026-01-01T11:00:00Z (now)", Moment.Of(Now, Now));
}
