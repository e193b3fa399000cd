using Submission.Policy.Specification;

namespace Submission.Policy.Tests;

public sealed class SpecificationTests
{
    [Theory]
    [InlineData("61s", 61)]
    [InlineData("3m", 180)]
    [InlineData("1h30m", 5400)]
    [InlineData("1d", 86400)]
    [InlineData("1500ms", 1.5)]
    [InlineData("366d", 366 * 86400)]
    public void DurationText_Span_IsReadAndWrittenBack(string text, double seconds)
    {
        Assert.True(DurationText.TryParse(text, out TimeSpan span));
        Assert.Equal(TimeSpan.FromSeconds(seconds), span);
        Assert.True(DurationText.TryParse(DurationText.Format(span), out TimeSpan again));
        Assert.Equal(span, again);
    }

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("1")]
    [InlineData("0s")]
    [InlineData("1x")]
    [InlineData("-1s")]
    [InlineData("1m1h")]
    [InlineData("1s1s")]
    [InlineData("367d")]
    [InlineData("9999999999999s")]
    public void DurationText_NoSpan_IsRefused(string text) => Assert.False(DurationText.TryParse(text, out _));

    [Theory]
    [InlineData("satge", "stage")]
    [InlineData("stages", "stage")]
    [InlineData("replay", "reply")]
    [InlineData("banana", null)]
    public void Spelling_Nearest_FindsWhatWasMeant(string word, string? expected) => Assert.Equal(expected, Spelling.Nearest(word, ["stage", "reply", "when"]));
}
