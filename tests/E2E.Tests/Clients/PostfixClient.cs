using System.Net;

namespace E2E.Tests.Clients;

/// <summary>Postfix with the daemon as its smart host; mail for the home domain goes to a sink.</summary>
internal sealed class PostfixClient : ISmartHostClient
{
    private readonly PostfixPeer _postfix;

    private PostfixClient(PostfixPeer postfix) => _postfix = postfix;

    public static async Task<PostfixClient> StartAsync(Attempt attempt, IPEndPoint home)
    {
        string smartHost = $"[127.0.0.1]:{attempt.Port}";
        return new PostfixClient(await PostfixPeer.StartAsync(new PostfixPeerOptions
        {
            NextHop = attempt.EndPoint,
            Main =
            [
                $"transport_maps = inline:{{ {{ domena.cz = smtp:[127.0.0.1]:{home.Port} }} }}",
                $"smtp_tls_policy_maps = inline:{{ {{ {smartHost} = encrypt }} }}",
                "smtp_sasl_auth_enable = yes",
                $"smtp_sasl_password_maps = inline:{{ {{ {smartHost} = {attempt.Login}:{attempt.Password} }} }}",
                "smtp_sasl_security_options = noanonymous",
                $"smtp_bind_address = {attempt.Source}",
            ],
        }));
    }

    public async Task SubmitAsync(string recipient)
    {
        await using SmtpWire wire = await GreetAsync(_postfix.EndPoint);
        Assert.StartsWith("250 ", await wire.SendMessageAsync(TestAccount.Jan.Login, recipient), StringComparison.Ordinal);
    }

    public Task RetryAsync() => _postfix.FlushAsync();

    public async Task<string> QueueAsync() => (await ExternalProgram.RunAsync("sh", ["-c", _postfix.QueueCommand])).Output;

    public string Log() => _postfix.Log();

    public ValueTask DisposeAsync() => _postfix.DisposeAsync();

    /// <summary>A session with a server that takes mail of loopback.</summary>
    public static async Task<SmtpWire> GreetAsync(IPEndPoint server)
    {
        SmtpWire wire = await SmtpWire.ConnectAsync(server, IPAddress.Loopback);
        Assert.StartsWith("220 ", await wire.ReadAsync(), StringComparison.Ordinal);
        await wire.AskAsync("EHLO client.example");
        return wire;
    }
}
