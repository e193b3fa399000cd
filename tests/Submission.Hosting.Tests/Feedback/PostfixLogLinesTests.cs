using System.Net;
using System.Text;
using CsCheck;
using Submission.Hosting.Feedback;

namespace Submission.Hosting.Tests.Feedback;

public sealed class PostfixLogLinesTests
{
    private static readonly Gen<(string Line, string? Login)> Lines = Gen.Frequency(
        (3, Gen.Int[1, 999].Select(static number => (Failure($"user{number}"), (string?)$"user{number}"))),
        (1, Gen.OneOf("", "Nov 25 08:52:38 mx postfix/smtpd[1]: connect from unknown[198.51.100.7]").Select(static line => (line, (string?)null))),
        (1, Gen.Int[0, 3].Select(static more => (Failure(new string('x', PostfixLogLines.MaximumLineLength + more)), (string?)null))));

    [Fact]
    public void TryRead_AnyLogCutAnywhere_FindsEveryFailureOnce() => Gen.Select(Lines.Array[0, 12], Gen.OneOf("\n", "\r\n"), Gen.Int[1, 6000]).Sample(static (lines, end, length) =>
    {
        byte[] log = Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line.Line + end)));
        var reader = new PostfixLogLines(isBare: false);
        List<string> found = [];
        foreach (byte[] piece in log.Chunk(length)) found.AddRange(Read(reader, piece));

        Assert.Equal(lines.Where(static line => line.Login is not null).Select(static line => line.Login!), found);
    });

    [Fact]
    public void TryRead_LineWithoutItsEnd_WaitsForIt()
    {
        var reader = new PostfixLogLines(isBare: false);

        Assert.Empty(Read(reader, Encoding.UTF8.GetBytes(Failure("jan"))));
        Assert.Equal(["jan"], Read(reader, "\n"u8.ToArray()));
    }

    private static string Failure(string login) =>
        $"Nov 25 08:52:38 mx postfix/smtpd[1]: warning: unknown[198.51.100.7]: SASL PLAIN authentication failed: authentication failure, sasl_username={login}";

    private static List<string> Read(PostfixLogLines reader, byte[] octets)
    {
        List<string> found = [];
        ReadOnlyMemory<byte> piece = octets;
        while (reader.TryRead(ref piece, out FailedLogin failure))
        {
            Assert.Equal(IPAddress.Parse("198.51.100.7"), failure.Client);
            found.Add(failure.Login);
        }

        return found;
    }
}
