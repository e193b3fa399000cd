using Submission.Hosting.Demo;

namespace Submission.PostfixPolicy.Tests.Sessions;

/// <summary>What Postfix asks of a message, over the wire, and what is charged for it.</summary>
public sealed class TransactionTests
{
    private const string Friend = "friend@example.org";
    private const string Second = "second@example.net";
    private const string Rate = "message-rate";

    [Fact]
    public async Task Message_TwoRecipients_IsChargedOnceAtItsEnd()
    {
        await using PolicyHost host = await PolicyHost.StartAsync();
        using AskingPostfix postfix = await host.ConnectAsync();
        PostfixRequest first = PostfixRequest.Rcpt("1f21.6b069ce5.edf6d.0", Friend);

        Assert.StartsWith("PREPEND X-Submission-Id: ", await postfix.AskAsync(first), StringComparison.Ordinal);
        Assert.Equal("DUNNO", await postfix.AskAsync(first with { Recipient = Second }));
        Assert.Equal(0, await host.UsedAsync(PolicyHost.Login, Rate) - 1); // reserved, and so shown as used
        Assert.Equal("DUNNO", await postfix.AskAsync(first.End(2, 4096)));
        Assert.Equal("DUNNO", await postfix.AskAsync(first.End(2, 4096)));

        Assert.Equal(1, await host.UsedAsync(PolicyHost.Login, Rate));
        Assert.Equal(1, await host.UsedAsync("192.0.2.1", Rate));
    }

    [Fact]
    public async Task Message_NextInstance_GivesBackWhatTheFormerHeld()
    {
        await using PolicyHost host = await PolicyHost.StartAsync();
        using AskingPostfix postfix = await host.ConnectAsync();

        await postfix.AskAsync(PostfixRequest.Rcpt("1f21.6b069ce5.edf6d.0", Friend));
        await postfix.AskAsync(PostfixRequest.Rcpt("1f21.6b069ce5.ef5c4.1", Friend));
        await postfix.AskAsync(PostfixRequest.Rcpt("1f21.6b069ce5.efc3a.2", Friend));

        Assert.Equal(1, await host.UsedAsync(PolicyHost.Login, Rate));
    }

    [Fact]
    public async Task Message_OverAnotherConnection_IsTheSame()
    {
        await using PolicyHost host = await PolicyHost.StartAsync();
        PostfixRequest first = PostfixRequest.Rcpt("1f21.6b069ce5.edf6d.0", Friend);
        using (AskingPostfix postfix = await host.ConnectAsync()) await postfix.AskAsync(first);
        using AskingPostfix later = await AskingPostfix.ConnectAsync(host.UnixEndPoint);

        Assert.Equal("DUNNO", await later.AskAsync(first with { Recipient = Second }));
        Assert.Equal("DUNNO", await later.AskAsync(first.End(2, 100)));

        Assert.Equal(1, await host.UsedAsync(PolicyHost.Login, Rate));
    }

    [Fact]
    public async Task Message_WithoutClientPort_IsFoundByItsInstance()
    {
        await using PolicyHost host = await PolicyHost.StartAsync();
        PostfixRequest first = PostfixRequest.Rcpt("123.456.7", Friend) with { ClientPort = null };
        using (AskingPostfix postfix = await host.ConnectAsync()) await postfix.AskAsync(first);
        using AskingPostfix later = await host.ConnectAsync();

        Assert.Equal("DUNNO", await later.AskAsync(first with { Recipient = Second }));
        Assert.Equal("DUNNO", await later.AskAsync(first.End(2, 100)));

        Assert.Equal(1, await host.UsedAsync(PolicyHost.Login, Rate));
    }

    [Fact]
    public async Task Message_ToldWithoutInstanceAtMail_IsTheSameAtRcpt()
    {
        await using PolicyHost host = await PolicyHost.StartAsync();
        using AskingPostfix postfix = await host.ConnectAsync();
        PostfixRequest rcpt = PostfixRequest.Rcpt("1f21.6b069ce5.edf6d.0", Friend);

        Assert.Equal("DUNNO", await postfix.AskAsync(rcpt with { State = "CONNECT", Instance = "", Sender = "", Recipient = "", Helo = "", Login = "" }));
        Assert.Equal("DUNNO", await postfix.AskAsync(rcpt with { State = "EHLO", Instance = "", Sender = "", Recipient = "", Login = "" }));
        Assert.Equal("DUNNO", await postfix.AskAsync(rcpt with { State = "MAIL", Instance = "", Recipient = "" }));
        Assert.StartsWith("PREPEND", await postfix.AskAsync(rcpt), StringComparison.Ordinal);
        Assert.Equal("DUNNO", await postfix.AskAsync(rcpt with { State = "DATA", RecipientCount = 1 }));
        Assert.Equal("DUNNO", await postfix.AskAsync(rcpt.End(1, 100)));
        Assert.Equal("DUNNO", await postfix.AskAsync(rcpt with { State = "MAIL", Instance = "", Recipient = "" }));

        // The next message has begun, and holds what it would use up.
        Assert.Equal(2, await host.UsedAsync(PolicyHost.Login, Rate));
        Assert.Equal(1, host.Server.Sessions);
    }

    [Fact]
    public async Task Recipient_AskedTwice_IsJudgedOnceAndPrependsOnce()
    {
        await using PolicyHost host = await PolicyHost.StartAsync();
        using AskingPostfix postfix = await host.ConnectAsync();
        PostfixRequest request = PostfixRequest.Rcpt("1.2.3.0", Friend);
        PostfixRequest bad = request with { Recipient = $"a@{DemoDns.Missing}" };

        Assert.StartsWith("PREPEND", await postfix.AskAsync(request), StringComparison.Ordinal);
        Assert.Equal("DUNNO", await postfix.AskAsync(request));
        string? refusal = await postfix.AskAsync(bad);
        Assert.Matches("^550 5\\.1\\.1 [0-9A-Za-z]{22} invalid destination domain <a@nosuch\\.example>$", refusal);
        Assert.Equal(refusal, await postfix.AskAsync(bad));
        Assert.Equal("DUNNO", await postfix.AskAsync(request.End(1, 10)));
    }

    [Fact]
    public async Task Sender_Refused_AnswersEveryRecipientOfTheInstanceWithTheSameText()
    {
        await using PolicyHost host = await PolicyHost.StartAsync();
        using AskingPostfix postfix = await host.ConnectAsync();
        PostfixRequest request = PostfixRequest.Rcpt("1.2.3.0", Friend) with { Sender = "boss@example.net" };

        string? refusal = await postfix.AskAsync(request);

        Assert.Equal("550 5.1.0 <boss@example.net> sender rejected", refusal);
        Assert.Equal(refusal, await postfix.AskAsync(request with { Recipient = Second }));
        Assert.Equal(0, await host.UsedAsync(PolicyHost.Login, Rate));
    }

    [Fact]
    public async Task Login_Missing_IsRefusedByThePolicy()
    {
        await using PolicyHost host = await PolicyHost.StartAsync();
        using AskingPostfix postfix = await host.ConnectAsync();

        Assert.Equal("530 5.7.0 Authentication required", await postfix.AskAsync(PostfixRequest.Rcpt("1.2.3.0", Friend) with { Login = "" }));
    }

    [Fact]
    public async Task LookupUnavailable_IsDeferredAndNotCharged()
    {
        await using PolicyHost host = await PolicyHost.StartAsync();
        using AskingPostfix postfix = await host.ConnectAsync();
        PostfixRequest request = PostfixRequest.Rcpt("1.2.3.0", $"a@{DemoDns.Broken}");

        Assert.Matches("^451 4\\.4\\.3 [0-9A-Za-z]{22} cannot look up broken\\.example now, try again later$", await postfix.AskAsync(request));
        await postfix.AskAsync(request with { Instance = "1.2.4.1", State = "MAIL", Recipient = "", Sender = "nobody@example.net" });

        Assert.Equal(0, await host.UsedAsync(PolicyHost.Login, Rate));
    }

    [Theory]
    [InlineData("RCPT", 2)]
    [InlineData("DATA", 1)]
    public async Task Message_ChargedBeforeItsEnd_IsChargedAtTheLastStateThatAsks(string last, int states)
    {
        string[] asked = states == 2 ? ["MAIL", "RCPT"] : ["RCPT", "DATA"];
        await using PolicyHost host = await PolicyHost.StartAsync(states: asked);
        using AskingPostfix postfix = await host.ConnectAsync();
        PostfixRequest request = PostfixRequest.Rcpt("1f21.6b069ce5.edf6d.0", Friend) with { Size = 2_000_000 };

        await postfix.AskAsync(request);
        await postfix.AskAsync(request with { Recipient = "a@seznam.cz" });
        if (last == "DATA") await postfix.AskAsync(request with { State = "DATA", Recipient = "", RecipientCount = 2 });
        // The next message: what was not charged by now is given back.
        await postfix.AskAsync(request with { Instance = "1f21.6b069ce5.edf6f.1", Sender = "boss@example.net" });

        Assert.Equal(1, await host.UsedAsync(PolicyHost.Login, Rate));
        Assert.Equal(1, await host.UsedAsync(PolicyHost.Login, "big-mail-to-seznam"));
    }

    [Fact]
    public async Task EndOfMessage_OfUnknownMessageWithSeveralRecipients_IsDeferred()
    {
        await using PolicyHost host = await PolicyHost.StartAsync();
        using AskingPostfix postfix = await host.ConnectAsync();

        Assert.Equal("451 4.3.0 Message is not known here any more, send it again", await postfix.AskAsync(PostfixRequest.Rcpt("1.2.3.0", Friend).End(2, 10)));
        Assert.Equal(0, await host.UsedAsync(PolicyHost.Login, Rate));
    }

    [Fact]
    public async Task EndOfMessage_OfUnknownMessageWithOneRecipient_IsJudgedWhole()
    {
        await using PolicyHost host = await PolicyHost.StartAsync();
        using AskingPostfix postfix = await host.ConnectAsync();

        Assert.Equal("DUNNO", await postfix.AskAsync(PostfixRequest.Rcpt("1.2.3.0", Friend).End(1, 10)));
        Assert.Matches("^550 5\\.1\\.1", await postfix.AskAsync(PostfixRequest.Rcpt("1.2.4.1", $"a@{DemoDns.Missing}").End(1, 10)));
        Assert.Equal(1, await host.UsedAsync(PolicyHost.Login, Rate));
    }

    [Fact]
    public async Task Session_OfMoreThan250Messages_IsRefused()
    {
        await using PolicyHost host = await PolicyHost.StartAsync();
        using AskingPostfix postfix = await host.ConnectAsync();
        for (int i = 0; i < 250; i++)
        {
            PostfixRequest request = PostfixRequest.Rcpt($"1f21.6b069ce5.{i:x}.{i}", Friend);
            await postfix.AskAsync(request);
            Assert.Equal("DUNNO", await postfix.AskAsync(request.End(1, 10)));
            host.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Matches("^550 5\\.1\\.0 [0-9A-Za-z]{22} too many messages per session, try again later$", await postfix.AskAsync(PostfixRequest.Rcpt("1f21.6b069ce5.ffff.250", Friend)));
        // The same process serves the next client, who comes from the same port by chance.
        Assert.StartsWith("PREPEND", await postfix.AskAsync(PostfixRequest.Rcpt("1f21.6b069ce5.fffff.0", Friend)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Session_OfAnotherClient_EndsTheFormer()
    {
        await using PolicyHost host = await PolicyHost.StartAsync();
        using AskingPostfix postfix = await host.ConnectAsync();
        await postfix.AskAsync(PostfixRequest.Rcpt("1.2.3.0", Friend));

        await postfix.AskAsync(PostfixRequest.Rcpt("1.2.4.0", Friend) with { ClientPort = "40001" });

        Assert.Equal(1, host.Server.Sessions);
        Assert.Equal(1, await host.UsedAsync(PolicyHost.Login, Rate));
    }

    [Fact]
    public async Task Silence_LongerThanTheLifetime_GivesBackWhatWasHeld()
    {
        await using PolicyHost host = await PolicyHost.StartAsync(settings: new() { ["SessionLifetime"] = "5m", ["IdleTimeout"] = "1h" });
        using AskingPostfix postfix = await host.ConnectAsync();
        await postfix.AskAsync(PostfixRequest.Rcpt("1.2.3.0", Friend));

        host.Clock.Advance(TimeSpan.FromMinutes(5));
        await host.Server.SweepAsync();
        Assert.Equal(1, host.Server.Sessions);
        host.Clock.Advance(TimeSpan.FromSeconds(2));
        await host.Server.SweepAsync();

        Assert.Equal(0, host.Server.Sessions);
        Assert.Equal(0, await host.UsedAsync(PolicyHost.Login, Rate));
    }

    [Fact]
    public async Task Sessions_MoreThanAreRemembered_TheOldestEnds()
    {
        await using PolicyHost host = await PolicyHost.StartAsync(settings: new() { ["Sessions"] = "100" });
        for (int i = 0; i < 120; i++)
        {
            using AskingPostfix postfix = await host.ConnectAsync();
            await postfix.AskAsync(PostfixRequest.Rcpt($"{i:x}.2.3.0", Friend) with { ClientAddress = $"10.0.0.{i}" });
        }

        Assert.Equal(100, host.Server.Sessions);
        Assert.Equal(100, await host.UsedAsync(PolicyHost.Login, Rate));
    }
}
