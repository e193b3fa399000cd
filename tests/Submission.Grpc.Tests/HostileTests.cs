using System.Net;
using System.Net.Sockets;
using Grpc.Core;

namespace Submission.Grpc.Tests;

/// <summary>Callers that do not behave, and others beside them.</summary>
public sealed class HostileTests
{
    // The preface of HTTP/2 with an empty SETTINGS frame (RFC 9113, section 3.4).
    private static readonly byte[] Preface = [.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, 0, 0, 0, 4, 0, 0, 0, 0, 0];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Connections_TwoThousandHalfOpen_HarmNobodyElse()
    {
        await using TestHost host = await TestHost.StartAsync();
        Wire.PolicyService.PolicyServiceClient client = host.Client();
        await client.CheckAsync(new Wire.CheckRequest { Facts = Facts.Good() }, cancellationToken: Token);
        var sockets = new List<Socket>();
        try
        {
            for (int i = 0; i < 2000; i++)
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                sockets.Add(socket);
                await socket.ConnectAsync(IPAddress.Loopback, host.Urls[0].Port, Token);
                if (i % 3 == 0) await socket.SendAsync(Preface.AsMemory(0, 10), Token);
                if (i % 3 == 1) await socket.SendAsync(Preface, Token);
            }

            Assert.Equal(Wire.VerdictKind.Accept, (await client.CheckAsync(new Wire.CheckRequest { Facts = Facts.Good() }, cancellationToken: Token)).Verdict.Kind);
            Assert.Equal(Wire.VerdictKind.Accept, (await host.Client().CheckAsync(new Wire.CheckRequest { Facts = Facts.Good() }, cancellationToken: Token)).Verdict.Kind);
        }
        finally
        {
            foreach (Socket socket in sockets) socket.Dispose();
        }
    }

    [Fact]
    public async Task Connections_AboveTheBound_AreClosed()
    {
        await using TestHost host = await TestHost.StartAsync(new Dictionary<string, string?>(StringComparer.Ordinal) { ["Submission:Grpc:Connections"] = "1" });
        Wire.PolicyService.PolicyServiceClient client = host.Client();
        await client.CheckAsync(new Wire.CheckRequest { Facts = Facts.Good() }, cancellationToken: Token);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, host.Urls[0].Port, Token);

        // Closed at once: nothing to read, or the reset that a close with unread octets is.
        int read;
        try
        {
            read = await socket.ReceiveAsync(new byte[100], Token);
        }
        catch (SocketException)
        {
            read = 0;
        }

        Assert.Equal(0, read);
        Assert.Equal(Wire.VerdictKind.Accept, (await client.CheckAsync(new Wire.CheckRequest { Facts = Facts.Good() }, cancellationToken: Token)).Verdict.Kind);
    }

    [Fact]
    public async Task Session_CallerThatNeverReads_IsHeldBackThenEndedAndHarmsNobodyElse()
    {
        await using TestHost host = await TestHost.StartAsync(new Dictionary<string, string?>(StringComparer.Ordinal) { ["Submission:Grpc:AnswerTimeout"] = "1s" });
        using SessionTalk talk = SessionTalk.Begin(host.Client(), Token);
        await talk.LogInAsync();
        await talk.AskAsync(SessionTalk.Mail());
        Wire.SessionRequest recipient = SessionTalk.Rcpt($"{new string('a', 60)}@refused.example");
        int told = 0;
        // Far more answers than the windows of HTTP/2 hold.
        Task telling = Task.Run(
            async () =>
            {
                for (; told < 200_000; told++) await talk.Call.RequestStream.WriteAsync(recipient, Token);
            },
            Token);

        // Held back at first; then the host sees that nobody takes its answers, and ends it.
        for (int i = 0; i < 3000 && !telling.IsCompleted; i++)
        {
            if (i % 100 == 0) await host.Client().CheckAsync(new Wire.CheckRequest { Facts = Facts.Good("eva@domena.cz") }, cancellationToken: Token);
            await Task.Delay(10, Token);
        }

        Assert.InRange(told, 1, 199_999);
        await Assert.ThrowsAnyAsync<Exception>(() => telling);
        for (int i = 0; i < 400 && !(await host.Engine.Usage.ReadAsync(SessionTalk.Login, Token)).IsEmpty; i++) await Task.Delay(10, Token);
        Assert.Empty(await host.Engine.Usage.ReadAsync(SessionTalk.Login, Token));
    }

    [Fact]
    public async Task Session_RandomOctets_EndTheCallAndNotTheService()
    {
        await using TestHost host = await TestHost.StartAsync();
        using var http = new HttpClient { BaseAddress = host.Urls[0], DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        var random = new Random(7);
        for (int i = 0; i < 50; i++)
        {
            byte[] octets = new byte[random.Next(0, 300)];
            random.NextBytes(octets);
            // Half of them with a frame that is right outside and wrong inside; the others claim up to 4 GB.
            if (octets.Length >= 5 && i % 2 == 0)
            {
                octets[0] = 0;
                System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(octets.AsSpan(1), (uint)octets.Length - 5);
            }

            using var content = new ByteArrayContent(octets);
            content.Headers.ContentType = new("application/grpc");
            using HttpResponseMessage response = await http.PostAsync(new Uri("/submission.policy.v1.PolicyService/Session", UriKind.Relative), content, Token);
            await response.Content.ReadAsByteArrayAsync(Token);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        Assert.Equal(Wire.VerdictKind.Accept, (await host.Client().CheckAsync(new Wire.CheckRequest { Facts = Facts.Good() }, cancellationToken: Token)).Verdict.Kind);
    }

    [Fact]
    public async Task Session_NothingToldForTooLong_EndsAndGivesBack()
    {
        await using TestHost host = await TestHost.StartAsync(new Dictionary<string, string?>(StringComparer.Ordinal) { ["Submission:Grpc:IdleTimeout"] = "3s" });
        using SessionTalk talk = SessionTalk.Begin(host.Client(), Token);
        await talk.LogInAsync();
        await talk.AskAsync(SessionTalk.Mail());

        Status status = await talk.EndAsync();

        Assert.Equal(new Status(StatusCode.DeadlineExceeded, "no fact has come for 3s"), status);
        Assert.Empty(await host.Engine.Usage.ReadAsync(SessionTalk.Login, Token));
    }

    [Fact]
    public async Task Stop_SessionInATransaction_MayFinishItAndIdleOnesAreTold()
    {
        await using TestHost host = await TestHost.StartAsync();
        using SessionTalk busy = SessionTalk.Begin(host.Client(), Token);
        using SessionTalk idle = SessionTalk.Begin(host.Client(), Token);
        await busy.LogInAsync();
        await idle.LogInAsync();
        await busy.AskAsync(SessionTalk.Mail());

        Task stopping = host.StopAsync();

        AssertToldOfTheStop(await idle.EndAsync());
        await busy.AskAsync(SessionTalk.Rcpt());
        await busy.AskAsync(SessionTalk.Message());
        Assert.True((await busy.AskAsync(SessionTalk.Commit())).Charged);
        AssertToldOfTheStop(await busy.EndAsync());
        await stopping;
    }

    // The server may have closed the connection, without an error, before the client has read how the stream ended.
    private static void AssertToldOfTheStop(Status status)
    {
        if (status.StatusCode == StatusCode.Internal) Assert.Contains("NO_ERROR", status.Detail, StringComparison.Ordinal);
        else Assert.Equal(new Status(StatusCode.Unavailable, "the service is stopping"), status);
    }
}
