using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Submission.Hosting.Outlets;

namespace Submission.Hosting.Tests.EndToEnd;

/// <summary>A host whose accepted mail goes to a queue: what the session makes of the queue's answers.</summary>
public sealed class OutletTests : NextHopScenario
{
    private const string HoldForFriends = """
        policy: test
        language: 1
        about: Holds, and counts.
        rules: [message-rate, look-at-it]
        ---
        rule: message-rate
        about: One message an hour.
        stage: mail
        limit: { count: messages, per: [account], at-most: { 1h: 1 }, charge: accepted }
        reply: 550 5.1.0 {id} policy violation
        ---
        rule: look-at-it
        about: Waits for a person.
        stage: rcpt
        refuse-if: recipient.domain == "example.org"
        then: hold
        """;

    private readonly ScriptedOutlet _outlet = new();

    // Q6
    [Fact]
    public async Task Connect_WhileMailHasNowhereToGo_IsAnswered421OnEveryListenerAndServedOnceItHas()
    {
        await using TestServer server = await StartAsync();
        _outlet.IsOpen = false;

        using (SmtpTalk talk = await SmtpTalk.ConnectAsync(server.StartTls)) Assert.StartsWith("421 4.3.2 ", await talk.ReadAsync(), StringComparison.Ordinal);
        _outlet.IsOpen = true;
        using SmtpTalk after = await SmtpTalk.LogInAsync(server.StartTls);
        Assert.StartsWith("250 2.0.0 ", await after.SendAsync(TestServer.Login, Friend), StringComparison.Ordinal);
    }

    // Q4
    [Fact]
    public async Task Mail_WithoutRoom_IsDeferredAndChargesNothing()
    {
        await using TestServer server = await StartAsync();
        using SmtpTalk talk = await SmtpTalk.LogInAsync(server.StartTls);

        _outlet.ToSender = new SmtpReply(452, new EnhancedStatus(4, 3, 1), "no room");
        Assert.Equal("452 4.3.1 no room", await talk.SayAsync($"MAIL FROM:<{TestServer.Login}> SIZE=1000"));
        Assert.StartsWith("503 ", await talk.SayAsync($"RCPT TO:<{Friend}>"), StringComparison.Ordinal);
        _outlet.ToSender = null;
        _outlet.ToMessage = new SmtpReply(451, new EnhancedStatus(4, 3, 0), "no disk");
        Assert.Equal("451 4.3.0 no disk", await talk.SendAsync(TestServer.Login, Friend));
        Assert.Equal((0, 0), (_outlet.Taken.Count, _outlet.Concluded));

        // One an hour is allowed, and neither of those was one.
        _outlet.ToMessage = null;
        Assert.StartsWith("250 2.0.0 ", await talk.SendAsync(TestServer.Login, Friend), StringComparison.Ordinal);
        Assert.StartsWith("550 5.1.0 ", await talk.SendAsync(TestServer.Login, Friend), StringComparison.Ordinal);
        Assert.Equal((1, 1), (_outlet.Taken.Count, _outlet.Concluded));
    }

    [Fact]
    public async Task Message_ThatARuleHolds_IsAcceptedWithItsReasonAndCharged()
    {
        await using TestServer server = await StartAsync();
        using SmtpTalk talk = await SmtpTalk.LogInAsync(server.StartTls);

        string reply = await talk.SendAsync(TestServer.Login, "friend@example.org");

        Assert.StartsWith("250 2.0.0 ", reply, StringComparison.Ordinal);
        var taken = Assert.Single(_outlet.Taken);
        Assert.Contains("look-at-it", taken.HoldReason, StringComparison.Ordinal);
        Assert.Equal((reply.Split(' ')[2], "friend@example.org"), (taken.Id.ToString(), Assert.Single(taken.Recipients)));
        Assert.StartsWith(string.Create(CultureInfo.InvariantCulture, $"Received: from "), taken.Text, StringComparison.Ordinal);
        Assert.StartsWith("550 5.1.0 ", await talk.SendAsync(TestServer.Login, Friend), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mail_WithAClaimOfASubmitter_GoesOnWithoutIt()
    {
        await using TestServer server = await StartAsync();
        using SmtpTalk talk = await SmtpTalk.LogInAsync(server.StartTls);

        await talk.SayAsync($"MAIL FROM:<{TestServer.Login}> AUTH=boss@domena.cz ENVID=abc");
        await talk.SayAsync($"RCPT TO:<{Friend}>");
        await talk.SayAsync("DATA");
        await talk.SayAsync("Subject: x\r\n\r\n.");

        Assert.Null(Assert.Single(_outlet.Taken).Mail.Parameters.Submitter);
        Assert.Equal("abc", _outlet.Taken[0].Mail.Parameters.EnvelopeId);
    }

    private Task<TestServer> StartAsync() => TestServer.StartAsync(Hop.EndPoint, HoldForFriends, replace: services => services.AddSingleton<IMailOutlet>(_outlet));
}
