using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Submission.Policy.Dns.Tests.Peers;
using Submission.Policy.Lookups;

namespace Submission.Policy.Dns.Tests;

/// <summary>Answers that are not what was asked for, or say absurd times (D16, D17).</summary>
public sealed class MailDomainForgeryTests(NsdServer nsd)
{
    // After the header and the question "four.test MX": a pointer to the name, type and class.
    private const int TtlOfFirstRecord = 12 + 15 + 6;

    [Fact]
    public async Task ResolveAsync_D16_AnswerWithAnotherId_IsNeverTaken()
    {
        await using DnsRelay relay = new(nsd.EndPoint) { Alter = static answer => [(byte)(answer[0] ^ 0xFF), .. answer[1..]] };
        DnsMailDomainResolver resolver = new(ResolverSetup.Options(relay.EndPoint));
        Assert.Equal("Unavailable: MX: an answer to another question", (await resolver.AskAsync("four.test")).Show());
        Assert.Equal("Unavailable: MX: an answer to another question", (await resolver.AskAsync("nosuch.test")).Show());
    }

    [Fact]
    public async Task ResolveAsync_D16_LateSecondAnswers_AreNotTakenForAnswersToLaterQuestions()
    {
        using UdpClient front = new(new IPEndPoint(IPAddress.Loopback, 0));
        using CancellationTokenSource end = new();
        Task twice = AnswerTwiceAsync(front, end.Token);
        DnsMailDomainResolver resolver = new(ResolverSetup.Options((IPEndPoint)front.Client.LocalEndPoint!) with { Retries = 5, MinimumTtl = TimeSpan.Zero, MaximumTtl = TimeSpan.Zero, MaximumNegativeTtl = TimeSpan.Zero });
        for (int i = 0; i < 20; i++)
        {
            Assert.Equal("10 host4.test 192.0.2.10", (await resolver.AskAsync("four.test")).Show());
            Assert.Equal("Absent: NXDOMAIN", (await resolver.AskAsync("nosuch.test")).Show());
            Assert.Equal("0 implicit4.test 192.0.2.20", (await resolver.AskAsync("implicit4.test")).Show());
        }

        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => twice);
    }

    [Fact]
    public async Task ResolveAsync_D16_AddressesBesideTheAnswer_AreNotBelieved()
    {
        // nsd adds the addresses of a host within its zone to the answer about the MX; here they lie.
        bool isLied = false;
        await using DnsRelay relay = new(nsd.EndPoint)
        {
            Alter = answer =>
            {
                int at = answer.AsSpan().IndexOf(new byte[] { 192, 0, 2, 10 });
                if (at < 0 || answer[7] != 1 || answer[11] == 0 || !answer.AsSpan().Slice(12, 5).SequenceEqual("\u0004four"u8)) return answer;
                isLied = true;
                answer[at + 3] = 66;
                return answer;
            },
        };
        DnsMailDomainResolver resolver = new(ResolverSetup.Options(relay.EndPoint));
        Assert.Equal("10 host4.test 192.0.2.10", (await resolver.AskAsync("four.test")).Show());
        Assert.True(isLied);
    }

    [Theory]
    [InlineData(0x80000000, 5)]
    [InlineData(0xFFFFFFFF, 5)]
    [InlineData(0, 5)]
    [InlineData(0x7FFFFFFF, 300)]
    public async Task ResolveAsync_D17_AbsurdTtl_IsWithinItsBounds(uint ttl, int seconds)
    {
        ManualClock clock = new();
        await using DnsRelay relay = new(nsd.EndPoint)
        {
            Alter = answer =>
            {
                if (answer.AsSpan().Slice(12, 5).SequenceEqual("\u0004four"u8)) BinaryPrimitives.WriteUInt32BigEndian(answer.AsSpan(TtlOfFirstRecord), ttl);
                return answer;
            },
        };
        DnsMailDomainResolver resolver = new(ResolverSetup.Options(relay.EndPoint), clock);
        await resolver.AskAsync("four.test");
        int asked = relay.Questions.Count;
        clock.Advance(seconds - 0.01);
        await resolver.AskAsync("four.test");
        Assert.Equal(asked, relay.Questions.Count);
        clock.Advance(0.02);
        await resolver.AskAsync("four.test");
        Assert.Equal(2 * asked, relay.Questions.Count);
    }

    private async Task AnswerTwiceAsync(UdpClient front, CancellationToken end)
    {
        while (true)
        {
            UdpReceiveResult query = await front.ReceiveAsync(end);
            using UdpClient back = new();
            back.Connect(nsd.EndPoint);
            await back.SendAsync(query.Buffer, end);
            byte[] answer = (await back.ReceiveAsync(end)).Buffer;
            await front.SendAsync(answer, query.RemoteEndPoint, end);
            await front.SendAsync(answer, query.RemoteEndPoint, end);
        }
    }
}
