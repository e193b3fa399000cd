using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Submission.Policy.Content.Tests.Structure;

/// <summary>Messages that are made to cost much (row M26 and the bounds): each ends in bounded time, says which bound it reached where it reached one, and never throws.</summary>
[Collection(nameof(HostileMessageTests))]
[CollectionDefinition(nameof(HostileMessageTests), DisableParallelization = true)]
public sealed class HostileMessageTests
{
    private const string Multipart = "Content-Type: multipart/mixed; boundary=b\n\n";

    [Theory]
    [InlineData("X-Header: value\n", 100 * 1024 * 1024, false)]
    [InlineData("Content-Type: a\n", 4 * 1024 * 1024, false)]
    [InlineData("Content-Disposition: attachment; filename=a.pdf\n", 10_000 * 48, true)]
    [InlineData("Received: from a by b.cz with SMTP; Wed, 25 Nov 2026 03:00:00 +0000\n", 10_000 * 68, true)]
    [InlineData("\r", 8 * 1024 * 1024, true)]
    [InlineData("\n", 8 * 1024 * 1024, true)]
    [InlineData("junk\n", 4 * 1024 * 1024, true)]
    [InlineData("\u00e9", 1024 * 1024, true)]
    [InlineData(" \n", 8 * 1024 * 1024, true)]
    public void Read_HeaderOfOneLineAgainAndAgain_EndsInTime(string line, int length, bool isComplete) => ReadInTime(Repeat("", line, length), isComplete);

    [Theory]
    [InlineData("Content-Disposition: attachment; filename=\"", "a")]
    [InlineData("Content-Disposition: attachment; ", "filename=a;")]
    [InlineData("Content-Type: multipart/mixed; ", "boundary=a;")]
    [InlineData("Content-Type: text/plain; ", "(")]
    [InlineData("Received: ", "(a")]
    [InlineData("From: ", "<a@b.cz>,")]
    [InlineData("X-Any: ", "\rContent-Type: x")]
    [InlineData("X-Any: ", "content-")]
    [InlineData("Subject: ", "=?utf-8?Q?=")]
    public void Read_HeaderFieldOfOneMegabyte_EndsInTime(string start, string text) => ReadInTime(Repeat(start, text, 1024 * 1024), isComplete: null);

    [Theory]
    [InlineData(Multipart, "--b\n\n", false)]
    [InlineData(Multipart, "--b\n", false)]
    [InlineData(Multipart, "--\n", true)]
    [InlineData(Multipart, "--b--\n", true)]
    [InlineData(Multipart, "--b--\nContent-Type: text/plain\n\n", false)]
    [InlineData(Multipart, "--bx\nContent-Type: text/plain\n\n", false)]
    [InlineData("Content-Type: multipart/mixed\n\n", "--b\nContent-Type: multipart/mixed\n\n", false)]
    [InlineData("", "Content-Type: message/rfc822\n\n", false)]
    [InlineData(Multipart, "Content-Type: a\n", false)]
    [InlineData(Multipart, "--b\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n", false)]
    [InlineData("\n", "begin 644 a.exe\n", true)]
    [InlineData("\n", "=ybegin line=1 name=a\n\nx\n", null)]
    [InlineData("\n", "begin 644 a.exe\n#9FEL\n", true)]
    [InlineData("\n", "-", true)]
    [InlineData("\n", "----", true)]
    public void Read_BodyOfOneLineAgainAndAgain_EndsInTime(string start, string line, bool? isComplete) => ReadInTime(Repeat(start, line, 8 * 1024 * 1024), isComplete);

    [Fact]
    public void Read_MillionBoundaries_EndsInTime()
    {
        StringBuilder message = new("Content-Type: multipart/mixed; boundary=b0\n\n");
        for (int i = 0; i < 1_000_000; i++) message.Append(CultureInfo.InvariantCulture, $"--b{i}\nContent-Type: multipart/mixed; boundary=b{i + 1}\n\n");

        ReadInTime(ReadMessage.Octets(message.ToString()), isComplete: false);
    }

    [Fact]
    public void Read_ManyBoundariesAndManyDelimiters_EndsInTime()
    {
        StringBuilder message = new();
        for (int i = 0; i < 90; i++)
        {
            message.Append("Content-Type: multipart/mixed");
            for (int j = 0; j < 30; j++) message.Append(CultureInfo.InvariantCulture, $"; boundary=a{i}-{j}");
            message.Append(CultureInfo.InvariantCulture, $"\n\n--a{i}-0\n");
        }

        message.Append("\n\n");
        for (int i = 0; i < 2_000_000; i++) message.Append("--a\n");

        ReadInTime(ReadMessage.Octets(message.ToString()), isComplete: false);
    }

    [Fact]
    public void Read_MessageInBase64AgainAndAgain_EndsInTime()
    {
        string message = HeaderReadingTests.Inner + new string('x', 4000);
        for (int i = 0; i < 25; i++)
        {
            message = "Content-Type: message/rfc822\nContent-Type: multipart/mixed; boundary=b\nContent-Transfer-Encoding: base64\nContent-Transfer-Encoding: quoted-printable\n\n"
                + ReadMessage.Base64(message);
        }

        ReadInTime(ReadMessage.Octets(message), isComplete: false);
    }

    [Fact]
    public void Read_PackedBomb_EndsInTime()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true)) gzip.Write(new byte[200 * 1024 * 1024]);
        string text = Convert.ToBase64String(packed.ToArray(), Base64FormattingOptions.InsertLineBreaks);

        ReadInTime(ReadMessage.Octets("Content-Type: message/rfc822\nContent-Transfer-Encoding: x-gzip64\n\n" + text), isComplete: false);
    }

    [Theory]
    [InlineData(101, false)]
    [InlineData(10_000, false)]
    [InlineData(99, true)]
    public void Read_NestedMessages_EndAtTheBound(int depth, bool isComplete)
    {
        StringBuilder message = new();
        for (int i = 0; i < depth; i++) message.Append("Content-Type: message/rfc822\n\n");

        Assert.Equal(isComplete, ReadMessage.Text(message.ToString()).Incomplete is null);
    }

    [Theory]
    [InlineData(9_999, true)]
    [InlineData(10_000, false)]
    public void Read_ManyParts_EndAtTheBound(int parts, bool isComplete)
    {
        byte[] message = Repeat(Multipart, "--b\nContent-Type: application/x; name=a.pdf\n\nx\n", parts * 47);

        MessageStructure structure = ReadMessage.Octets(message);

        Assert.Equal(isComplete, structure.Incomplete is null);
        Assert.InRange(structure.Parts, 9_000, 10_000);
    }

    // A rough guard against anything that is not linear; the benchmarks measure the time.
    private static void ReadInTime(byte[] message, bool? isComplete)
    {
        double most = 500 + (message.Length / 1024.0 / 1024.0 * 60), best = double.MaxValue;
        MessageStructure structure;
        int tries = 0;
        do
        {
            TimeSpan before = Environment.CpuUsage.TotalTime; // that of tests beside this one too
            structure = ReadMessage.Octets(message);
            best = Math.Min(best, (Environment.CpuUsage.TotalTime - before).TotalMilliseconds);
        }
        while (best > most && ++tries < 4);

        Assert.InRange(best, 0, most);
        if (isComplete is { } expected) Assert.True(expected == structure.Incomplete is null, structure.Incomplete ?? "complete");
    }

    private static byte[] Repeat(string start, string text, int length)
    {
        byte[] first = ReadMessage.Octets(start), again = Encoding.Latin1.GetBytes(text.Replace("\n", "\r\n", StringComparison.Ordinal));
        int times = length / text.Length;
        byte[] message = new byte[first.Length + (times * again.Length)];
        first.CopyTo(message, 0);
        for (int i = 0; i < times; i++) again.CopyTo(message, first.Length + (i * again.Length));
        return message;
    }
}
