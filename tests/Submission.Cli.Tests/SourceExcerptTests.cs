using CsCheck;
using Submission.Cli.Validate;

namespace Submission.Cli.Tests;

public sealed class SourceExcerptTests
{
    [Theory]
    [InlineData("a: b", 4, "a: b", 3)]
    [InlineData("\tx: y", 2, " x: y", 1)]
    [InlineData("č: ž", 4, "č: ž", 3)]
    [InlineData("日本: x", 5, "日本: x", 6)]
    [InlineData("a", 99, "a", 1)]
    public void Of_ALine_PutsTheCaretBelowTheColumn(string line, int column, string text, int offset) =>
        Assert.Equal(new SourceExcerpt(text, offset), SourceExcerpt.Of(line, column));

    [Fact]
    public void Of_AnyLine_IsShortAndHoldsThePlace() =>
        Gen.Select(Gen.String[Gen.Char[' ', '\u2fff'], 0, 400], Gen.Int[1, 500]).Sample((line, column) =>
        {
            SourceExcerpt excerpt = SourceExcerpt.Of(line, column);
            return excerpt.CaretOffset >= 0 && excerpt.Text.Length <= (60 * 2 * 8) + 2;
        });
}
