namespace Submission.Hosting.Tests.EndToEnd;

/// <summary>
/// Who stands in From is nobody's business by the shipped rules, which ask for the envelope. A policy that wants one From, with the address of the envelope, sees whatever way a message says another.
/// </summary>
public sealed class FromFieldTests : IAsyncLifetime
{
    private const string Policy = """
        policy: one-author
        language: 1
        about: The author is the sender.
        rules: [one-author]
        ---
        rule: one-author
        about: One From, with the address of the envelope.
        stage: message
        refuse-if: size(message.from) != 1 or message.from[0] != sender.address
        reply: 550 5.7.1 {id} From is not yours
        """;

    private ScriptedNextHop _hop = null!;
    private TestServer _server = null!;
    private TestServer _shipped = null!;

    public async ValueTask InitializeAsync()
    {
        _hop = new ScriptedNextHop();
        _server = await TestServer.StartAsync(_hop.EndPoint, Policy);
        _shipped = await TestServer.StartAsync(_hop.EndPoint);
    }

    public async ValueTask DisposeAsync()
    {
        await _shipped.DisposeAsync();
        await _server.DisposeAsync();
        await _hop.DisposeAsync();
    }

    [Theory]
    [InlineData("From: jan@domena.cz", true)]
    [InlineData("FROM: Jan\r\n <JAN@domena.cz>", true)]
    [InlineData("From: \"boss@domena.cz\" <jan@domena.cz>", true)]
    [InlineData("From: =?utf-8?Q?boss=40domena=2Ecz?= <jan@domena.cz>", true)]
    [InlineData("From: jan@domena.cz\r\nSender: boss@domena.cz\r\nResent-From: boss@domena.cz", true)]
    [InlineData("To: jan@domena.cz", false)]
    [InlineData("From: boss@domena.cz", false)]
    [InlineData("From: boss@domena.cz\r\nSender: jan@domena.cz", false)]
    [InlineData("From: jan@domena.cz\r\nFrom: boss@domena.cz", false)]
    [InlineData("From: boss@domena.cz\r\nFrom: jan@domena.cz", false)]
    [InlineData("From: jan@domena.cz\r\nFrom : boss@domena.cz", false)]
    [InlineData("From : boss@domena.cz\r\nFrom: jan@domena.cz", false)]
    [InlineData("From: jan@domena.cz\r\nfRoM\t: boss@domena.cz", false)]
    [InlineData("From: jan@domena.cz, boss@domena.cz", false)]
    [InlineData("From: <boss@domena.cz> <jan@domena.cz>", false)]
    [InlineData("From: Team: jan@domena.cz, boss@domena.cz;", false)]
    [InlineData("From:\r\n boss@domena.cz\r\nFrom: jan@domena.cz", false)]
    [InlineData("From\r\n : boss@domena.cz\r\nFrom: jan@domena.cz", false)]
    [InlineData("From: =?utf-8?Q?jan=40domena=2Ecz?=", false)]
    [InlineData("From: \"jan@domena.cz\" <boss@domena.cz>", false)]
    [InlineData("From: jan@domena.cz <boss@domena.cz>", false)]
    public async Task Message_I8_WithAnyFrom_PassesTheShippedRulesAndWhereThePolicyAsksIsTheSendersOrRefused(string header, bool isAccepted)
    {
        string message = header + "\r\nSubject: test\r\n\r\nHello\r\n";
        using SmtpTalk asked = await SmtpTalk.LogInAsync(_server.StartTls);
        using SmtpTalk shipped = await SmtpTalk.LogInAsync(_shipped.StartTls);

        Assert.Matches(isAccepted ? "^250 " : "^550 5\\.7\\.1 [0-9A-Za-z]{22} From is not yours$", await asked.SendAsync(TestServer.Login, "friend@example.net", message));
        Assert.StartsWith("250 ", await shipped.SendAsync(TestServer.Login, "friend@example.net", message), StringComparison.Ordinal);
    }
}
