using System.Net.Sockets;

namespace Submission.PostfixPolicy.Tests.Server;

/// <summary>Whatever is sent gets a clear answer or a close, in bounded memory, and others are unharmed.</summary>
public sealed class HostileInputTests
{
    private const string Malformed = "451 4.3.5 Server configuration problem";

    public static TheoryData<string> MalformedRequests =>
    [
        "\n",
        "request=smtpd_access_policy\n\n",
        "protocol_state=RCPT\nclient_address=192.0.2.1\n\n",
        "request=\nprotocol_state=RCPT\n\n",
        "request=junk\nprotocol_state=RCPT\nclient_address=192.0.2.1\n\n",
        "request=smtpd_access_policy\nprotocol_state=RCPT\nno equals sign\nclient_address=192.0.2.1\n\n",
        "request=smtpd_access_policy\nprotocol_state=RCPT\n=value\nclient_address=192.0.2.1\n\n",
        "request=smtpd_access_policy\nprotocol_state=RCPT\n\n",
        "request=smtpd_access_policy\nprotocol_state=RCPT\nclient_address=unknown\n\n",
        "request=smtpd_access_policy\nprotocol_state=RCPT\nclient_address=192.0.2.1\nclient_address=192.0.2.2\n\n",
        "request=smtpd_access_policy\nprotocol_state=RCPT\nclient_address=192.0.2.1\nsender=a\0b@example.com\n\n",
        "request=smtpd_access_policy\nprotocol_state=RCPT\nclient_address=192.0.2.1\nsender=a\rb@example.com\n\n",
        string.Concat(Enumerable.Range(0, 1100).Select(static i => $"a{i}=b\n")) + "\n",
    ];

    [Theory]
    [MemberData(nameof(MalformedRequests))]
    public async Task Request_Malformed_IsDeferredAndTheConnectionGoesOn(string text)
    {
        await using PolicyHost host = await PolicyHost.StartAsync();
        using AskingPostfix postfix = await host.ConnectAsync();

        await postfix.SendAsync(text);

        Assert.Equal(Malformed, await postfix.AnswerAsync());
        Assert.StartsWith("PREPEND", await postfix.AskAsync(PostfixRequest.Rcpt("1.2.3.0", "a@example.org")), StringComparison.Ordinal);
        Assert.Contains(host.Log, static line => line.StartsWith("Warning A request is not understood", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Request_Malformed_IsToldOnceInAWhile()
    {
        await using PolicyHost host = await PolicyHost.StartAsync();
        using AskingPostfix postfix = await host.ConnectAsync();
        for (int i = 0; i < 50; i++)
        {
            await postfix.SendAsync("junk\n\n");
            await postfix.AnswerAsync();
        }

        host.Clock.Advance(TimeSpan.FromSeconds(11));
        await postfix.SendAsync("junk\n\n");
        await postfix.AnswerAsync();

        string[] told = [.. host.Log.Where(static line => line.Contains("is not understood", StringComparison.Ordinal))];
        Assert.Equal(2, told.Length);
        Assert.Contains("49 more", told[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("FUTURE")]
    [InlineData("VRFY")]
    [InlineData("ETRN")]
    [InlineData("rcpt")]
    public async Task State_WithoutRules_IsAnsweredDunno(string state)
    {
        await using PolicyHost host = await PolicyHost.StartAsync();
        using AskingPostfix postfix = await host.ConnectAsync();

        Assert.Equal("DUNNO", await postfix.AskAsync(PostfixRequest.Rcpt("1.2.3.0", "a@example.org") with { State = state }));
        Assert.Equal(0, host.Server.Sessions);
    }

    [Theory]
    [InlineData("no address", "501 5.1.7 Bad sender address")]
    [InlineData("a@b_c@d_e", "501 5.1.7 Bad sender address")]
    [InlineData("\u00ff\u00fe@example.com", "501 5.1.7 Bad sender address")]
    public async Task Sender_ThatIsNoAddress_IsRefused(string sender, string answer)
    {
        await using PolicyHost host = await PolicyHost.StartAsync();
        using AskingPostfix postfix = await host.ConnectAsync();

        Assert.Equal(answer, await postfix.AskAsync(PostfixRequest.Rcpt("1.2.3.0", "a@example.org") with { Sender = sender }));
    }

    [Fact]
    public async Task Recipient_ThatIsNoAddress_IsRefused()
    {
        await using PolicyHost host = await PolicyHost.StartAsync();
        using AskingPostfix postfix = await host.ConnectAsync();

        Assert.Equal("501 5.1.3 Bad recipient address", await postfix.AskAsync(PostfixRequest.Rcpt("1.2.3.0", "\u00ff@example.org")));
        Assert.StartsWith("PREPEND", await postfix.AskAsync(PostfixRequest.Rcpt("1.2.3.0", "jan novak@example.org")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1_000_000)]
    [InlineData(33_000)]
    public async Task Line_WithoutEnd_IsAnsweredAndClosed(int length)
    {
        await using PolicyHost host = await PolicyHost.StartAsync();
        using AskingPostfix postfix = await host.ConnectAsync();
        try
        {
            await postfix.SendAsync("request=smtpd_access_policy\nsender=" + new string('a', length));
        }
        catch (SocketException)
        {
            return; // closed before all was sent, and with it the answer
        }

        Assert.Equal(Malformed, await postfix.AnswerAsync());
        Assert.True(await postfix.IsClosedAsync());
    }

    [Fact]
    public async Task Requests_Pipelined_AreAnsweredInOrder()
    {
        await using PolicyHost host = await PolicyHost.StartAsync();
        using AskingPostfix postfix = await host.ConnectAsync();
        PostfixRequest good = PostfixRequest.Rcpt("1f21.6b069ce5.edf6d.0", "a@example.org");
        string all = string.Concat(Enumerable.Range(0, 200).Select(i => (i % 2 == 0 ? good with { Recipient = $"u{i}@example.org" } : good with { Recipient = $"u{i}@nosuch.example", LineEnd = "\r\n" }).ToString()));

        Task sending = postfix.SendAsync(all);

        for (int i = 0; i < 200; i++)
        {
            string? answer = await postfix.AnswerAsync();
            if (i == 0) Assert.StartsWith("PREPEND", answer, StringComparison.Ordinal);
            else if (i % 2 == 0) Assert.Equal("DUNNO", answer);
            else Assert.Contains($"<u{i}@nosuch.example>", answer, StringComparison.Ordinal);
        }

        await sending;
    }

    [Fact]
    public async Task Client_ThatNeverReads_IsNotReadFromAnyMoreAndCutOff()
    {
        await using PolicyHost host = await PolicyHost.StartAsync();
        using AskingPostfix greedy = await host.ConnectAsync();
        greedy.Socket.ReceiveBufferSize = 4096;
        // Each empty line is a request, and its answer fifty times as long.
        string requests = new('\n', 10_000);
        using var enough = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        int sent = 0;
        Task flood = Task.Run(async () =>
        {
            try
            {
                for (; sent < 10_000; sent++) await greedy.SendAsync(requests);
            }
            catch (SocketException)
            {
                return; // cut off
            }
        }, CancellationToken.None);

        while (!flood.IsCompleted)
        {
            host.Clock.Advance(TimeSpan.FromSeconds(31));
            await host.Server.SweepAsync();
            await Task.Delay(20, enough.Token);
        }

        await flood;
        Assert.InRange(sent, 0, 9_999);
        using AskingPostfix other = await host.ConnectAsync();
        Assert.StartsWith("PREPEND", await other.AskAsync(PostfixRequest.Rcpt("2.2.3.0", "a@example.org") with { ClientPort = "1" }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connections_HalfOpen_HarmNobodyAndEnd()
    {
        const int Count = 1000;
        await using PolicyHost host = await PolicyHost.StartAsync();
        List<AskingPostfix> open = [];
        for (int i = 0; i < Count; i++)
        {
            AskingPostfix half = await host.ConnectAsync();
            open.Add(half);
            await half.SendAsync("request=smtpd_access_policy\nprotocol_st");
        }

        using AskingPostfix postfix = await host.ConnectAsync();
        Assert.StartsWith("PREPEND", await postfix.AskAsync(PostfixRequest.Rcpt("1.2.3.0", "a@example.org")), StringComparison.Ordinal);
        while (host.Server.OpenConnections < Count + 1) await Task.Delay(10, TestContext.Current.CancellationToken);
        // Again and again: what has come so far may still wait to be read.
        for (int i = 0; host.Server.OpenConnections > 1; i++)
        {
            host.Clock.Advance(TimeSpan.FromSeconds(31));
            await host.Server.SweepAsync();
            Assert.Equal("DUNNO", await postfix.AskAsync(PostfixRequest.Rcpt("1.2.3.0", $"u{i}@example.org")));
        }

        foreach (AskingPostfix half in open)
        {
            Assert.True(await half.IsClosedAsync());
            half.Dispose();
        }

        Assert.Equal("DUNNO", await postfix.AskAsync(PostfixRequest.Rcpt("1.2.3.0", "b@example.org")));
    }

    [Fact]
    public async Task Connections_MoreThanAllowed_AreClosedAndOthersServed()
    {
        await using PolicyHost host = await PolicyHost.StartAsync(settings: new() { ["Connections"] = "2" });
        using AskingPostfix first = await host.ConnectAsync();
        using AskingPostfix second = await host.ConnectAsync();
        await first.AskAsync(PostfixRequest.Rcpt("1.2.3.0", "a@example.org"));
        await second.AskAsync(PostfixRequest.Rcpt("1.2.3.0", "a@example.org"));
        using AskingPostfix third = await host.ConnectAsync();

        Assert.True(await third.IsClosedAsync());
        Assert.Equal("DUNNO", await first.AskAsync(PostfixRequest.Rcpt("1.2.3.0", "b@example.org")));
    }

    [Fact]
    public async Task Connection_IdleForTooLong_IsClosed()
    {
        await using PolicyHost host = await PolicyHost.StartAsync();
        using AskingPostfix postfix = await host.ConnectAsync();
        await postfix.AskAsync(PostfixRequest.Rcpt("1.2.3.0", "a@example.org"));

        Task<bool> closed = postfix.IsClosedAsync();
        while (!closed.IsCompleted)
        {
            host.Clock.Advance(TimeSpan.FromSeconds(601));
            await host.Server.SweepAsync();
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        Assert.True(await closed);
    }
}
