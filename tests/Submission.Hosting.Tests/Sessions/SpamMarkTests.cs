using System.Text;
using CsCheck;
using Submission.Hosting.Sessions;
using Submission.Policy.Lookups;

namespace Submission.Hosting.Tests.Sessions;

public sealed class SpamMarkTests
{
    [Fact]
    public void Write_ScanWithoutTestsAndLimit_SaysWhatIsKnown() =>
        Assert.Equal("X-Spam-Flag: YES\r\nX-Spam-Status: Yes, score=-0.5\r\n\ttests=none\r\n", Text(new SpamScan(IsSpam: true, -0.5)));

    [Theory]
    [InlineData(double.NaN, "0.0")]
    [InlineData(double.PositiveInfinity, "1000000.0")]
    [InlineData(double.MinValue, "-1000000.0")]
    [InlineData(7.55, "7.6")]
    public void Write_AnyScore_IsAShortNumber(double score, string expected) =>
        Assert.StartsWith($"X-Spam-Flag: YES\r\nX-Spam-Status: Yes, score={expected} required={expected}\r\n", Text(new SpamScan(IsSpam: true, score) { RequiredScore = score }), StringComparison.Ordinal);

    [Fact]
    public void Write_WhateverTheScannerSays_IsTwoFieldsOfShortPrintableLines() => Gen.Select(Gen.String.Array[0, 80], Gen.Double).Sample(static (tests, score) =>
    {
        string[] lines = Text(new SpamScan(IsSpam: true, score) { Tests = [.. tests] }).Split("\r\n");

        return lines[^1].Length == 0 && lines[0] == "X-Spam-Flag: YES" && lines[1].StartsWith("X-Spam-Status: ", StringComparison.Ordinal)
            && lines[2..^1].All(static line => line.StartsWith('\t') && line.Length is > 1 and <= 78)
            && lines[1..^1].All(static line => line.All(static c => c is '\t' or (>= ' ' and < '\x7f')))
            && lines.Length <= 55;
    });

    private static string Text(SpamScan scan) => Encoding.Latin1.GetString(SpamMark.Write(scan));
}
