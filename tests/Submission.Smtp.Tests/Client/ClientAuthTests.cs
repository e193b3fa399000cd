using System.Text;
using Submission.Smtp.Client;
using Submission.Smtp.Tests.Support;

namespace Submission.Smtp.Tests.Client;

/// <summary>RFC 4954 as the client uses it.</summary>
public sealed class ClientAuthTests
{
    private static readonly string Plain = Convert.ToBase64String("\0jan@domena.cz\0tajné"u8);
    private static readonly string Login = Convert.ToBase64String("jan@domena.cz"u8);
    private static readonly string Password = Convert.ToBase64String("tajné"u8);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("AUTH PLAIN LOGIN", true, true)]
    [InlineData("AUTH=LOGIN", false, true)]
    [InlineData("AUTH=PLAIN LOGIN", true, true)]
    [InlineData("auth login xoauth2", false, true)]
    [InlineData("AUTH CRAM-MD5", false, false)]
    [InlineData("AUTH", false, false)]
    [InlineData("AUTHX PLAIN", false, false)]
    public void Capabilities_Auth_IsReadInBothForms(string line, bool plain, bool login)
    {
        SmtpPeerCapabilities read = CapabilityParser.Parse(["x", line]);
        Assert.Equal((plain, login), (read.AuthPlain, read.AuthLogin));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Authenticate_OurServerUnderTls_Answers(bool right)
    {
        Script script = new();
        await using TestServer server = await TestServer.StartAsync(script, static o => o.AllowCleartextAuthentication = false);
        await using SmtpClientConnection connection = (await SmtpClientConnection.ConnectAsync(server.StartTls, new SmtpClientOptions(), TimeProvider.System, Cancel)).Connection!;
        SmtpPeerReply reply = await connection.AuthenticateAsync("jan@domena.cz", right ? "secret" : "wrong", Cancel);
        Assert.Equal(right ? 235 : 535, reply.Reply!.Code);
        Assert.True(connection.IsUsable);
        Assert.Contains("auth PLAIN jan@domena.cz", script.Log);
    }

    [Theory]
    [InlineData("PLAIN LOGIN", "235 in", "235 in")]
    [InlineData("PLAIN LOGIN", "535 5.7.8 no", "535 5.7.8 no")]
    [InlineData("PLAIN LOGIN", "334 ", "ProtocolViolation")]
    [InlineData("LOGIN", "334 VXNlcm5hbWU6|334 UGFzc3dvcmQ6|235 in", "235 in")]
    [InlineData("LOGIN", "334 VXNlcm5hbWU6|334 UGFzc3dvcmQ6|535 no", "535 no")]
    [InlineData("LOGIN", "334 VXNlcm5hbWU6|334 UGFzc3dvcmQ6|334 more", "ProtocolViolation")]
    [InlineData("LOGIN", "334 VXNlcm5hbWU6|235 in", "ProtocolViolation")]
    [InlineData("LOGIN", "235 in", "ProtocolViolation")]
    [InlineData("LOGIN", "504 no", "504 no")]
    [InlineData("LOGIN", "421 bye", "421 bye")]
    [InlineData("LOGIN", "334 VXNlcm5hbWU6|454 later", "454 later")]
    public async Task Authenticate_AnyAnswer_IsFollowed(string mechanisms, string replies, string expected)
    {
        string[] said = replies.Split('|');
        await using ScriptedPeer peer = ScriptedPeer.Start(["220 x\r\n", $"250-x\r\n250 AUTH {mechanisms}\r\n", .. said.Select(static s => s + "\r\n")]);
        await using SmtpClientConnection connection = await ConnectAsync(peer, allowCleartext: true);
        Assert.Equal(expected, (await connection.AuthenticateAsync("jan@domena.cz", "tajné", Cancel)).ToString());
        string[] sent = mechanisms == "LOGIN" ? ["AUTH LOGIN", Login, Password] : ["AUTH PLAIN " + Plain];
        Assert.Equal(sent.Take(said.Length), peer.Received.Skip(1));
        Assert.Equal(expected[0] is '2' or '5' || expected.StartsWith("454", StringComparison.Ordinal), connection.IsUsable);
    }

    [Fact]
    public async Task Authenticate_LongPassword_IsNoPartOfTheCommand()
    {
        await using ScriptedPeer peer = ScriptedPeer.Start("220 x\r\n", "250-x\r\n250 AUTH PLAIN\r\n", "334 \r\n", "235 in\r\n");
        await using SmtpClientConnection connection = await ConnectAsync(peer, allowCleartext: true);
        string password = new('p', 600);
        Assert.Equal(235, (await connection.AuthenticateAsync("jan", password, Cancel)).Reply!.Code);
        Assert.Equal(["AUTH PLAIN", Convert.ToBase64String(Encoding.ASCII.GetBytes("\0jan\0" + password))], peer.Received.Skip(1));
    }

    [Theory]
    [InlineData("AUTH PLAIN", false, SmtpClientFailure.AuthenticationNotProtected)]
    [InlineData("AUTH CRAM-MD5", true, SmtpClientFailure.AuthenticationNotOffered)]
    [InlineData("SIZE", true, SmtpClientFailure.AuthenticationNotOffered)]
    public async Task Authenticate_NotToBeHad_SendsNothingAndKeepsTheConnection(string offer, bool allowCleartext, SmtpClientFailure expected)
    {
        await using ScriptedPeer peer = ScriptedPeer.Start("220 x\r\n", $"250-x\r\n250 {offer}\r\n", "250 reset\r\n");
        await using SmtpClientConnection connection = await ConnectAsync(peer, allowCleartext);
        SmtpPeerReply reply = await connection.AuthenticateAsync("jan", "tajné", Cancel);
        Assert.Equal(expected, reply.Failure);
        Assert.False(reply.IsConnectionLost);
        Assert.Equal(250, (await connection.ResetAsync(Cancel)).Reply!.Code);
        Assert.Equal("RSET", peer.Received[^1]);
    }

    [Fact]
    public async Task Authenticate_Nul_IsAnErrorThatDoesNotTellThePassword()
    {
        await using ScriptedPeer peer = ScriptedPeer.Start("220 x\r\n", "250-x\r\n250 AUTH PLAIN\r\n");
        await using SmtpClientConnection connection = await ConnectAsync(peer, allowCleartext: true);
        ArgumentException error = await Assert.ThrowsAsync<ArgumentException>(() => connection.AuthenticateAsync("jan", "taj\0né", Cancel).AsTask());
        Assert.DoesNotContain("taj", error.ToString(), StringComparison.Ordinal);
    }

    private static async Task<SmtpClientConnection> ConnectAsync(ScriptedPeer peer, bool allowCleartext) => (await SmtpClientConnection.ConnectAsync(
        peer.EndPoint, new SmtpClientOptions { AllowCleartextAuthentication = allowCleartext }, TimeProvider.System, Cancel)).Connection!;
}
