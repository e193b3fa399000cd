using System.Text;
using CsCheck;
using Submission.Policy;
using Submission.Smtp.Client;
using Submission.Smtp.Content;
using Submission.Smtp.Protocol;
using Submission.Smtp.Tests.Support;

namespace Submission.Smtp.Tests.Client;

public sealed class AnyServerPropertyTests
{
    private static readonly Gen<string> Reply = Gen.OneOf("250 x", "250 x", "250 x", "354 go", "354 go", "421 bye", "450 later", "500 what", "503 order", "550 no", "250-a|250 b", "250-a|550 b", "close", "", "garbage", "250 x|250 y");
    private static readonly Gen<string> Offers = Gen.OneOf("250 x", "250-x|250 PIPELINING", "250-x|250 CHUNKING", "250-x|250-PIPELINING|250 CHUNKING");

    private static readonly MessageBody Short = MessageBody.FromMemory("x\r\n"u8.ToArray());
    private static readonly MessageBody Long = MessageBody.FromMemory(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("a line\r\n", 40_000))));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Whatever a server says: the client comes to an end, throws nothing, and takes for accepted only what a server said yes to at each step.</summary>
    [Fact]
    public Task Transfer_AnyReplies_EndsWithAValueThatIsTrue() => Gen.Select(Offers, Reply.Array[5], Gen.Bool).SampleAsync(
        async (offers, replies, isLong) =>
        {
            (string mail, string rcpt, string data, string end, string rset) = (replies[0], replies[1], replies[2], replies[3], replies[4]);
            bool chunks = offers.Contains("CHUNKING", StringComparison.Ordinal);
            // Where all goes at once and all is answered by 250, nothing tells one reply too many from the next; 354 does where DATA is used. Of a long message the
            // first chunk waits for the envelope's replies, but one too many can come after it.
            bool isOutOfStep = offers.Contains("PIPELINING", StringComparison.Ordinal) && chunks && replies.Contains("250 x|250 y");
            ServerBehaviour behaviour = new($"EHLO={offers};MAIL={mail};RCPT={rcpt};DATA={data};BDAT={data};END={end};RSET={rset}");
            await using ScriptedPeer peer = ScriptedPeer.Start(behaviour.PlayAsync);
            SmtpConnectResult result = await SmtpClientConnection.ConnectAsync(peer.EndPoint, new SmtpClientOptions(), TimeProvider.System, Cancel);
            await using SmtpClientConnection connection = result.Connection!;
            for (int i = 0; i < 2; i++)
            {
                SmtpTransferResult sent = await connection.TransferAsync(Envelope(), default, isLong ? Long : Short, Cancel);
                bool said = IsYes(mail) && IsYes(rcpt) && (chunks ? IsYes(data) : data == "354 go" && IsYes(end));
                Assert.False(sent.IsAccepted && !said && !isOutOfStep);
                Assert.True(sent.Recipients.Count <= 2);
                Assert.False(sent.Deciding.IsConnectionLost && connection.IsUsable);
                Assert.True(sent.IsAccepted || !sent.Deciding.IsPositive);
            }
        },
        iter: 300,
        threads: 1);

    private static bool IsYes(string reply) => reply.StartsWith('2') && !reply.Contains("550", StringComparison.Ordinal);

    private static SmtpEnvelope Envelope() => new(
        new MailCommand(EmailAddress.Parse("a@b.cz"), SmtpMailParameters.None),
        [new RcptCommand(EmailAddress.Parse("c@d.cz"), SmtpRcptParameters.None), new RcptCommand(EmailAddress.Parse("e@f.cz"), SmtpRcptParameters.None)]);
}
