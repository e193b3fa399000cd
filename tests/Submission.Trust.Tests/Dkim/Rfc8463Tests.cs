using System.Security.Cryptography;
using System.Text;
using Submission.Trust.Dkim;

namespace Submission.Trust.Tests.Dkim;

/// <summary>The example of RFC 8463, appendix A: its signatures come out again, octet by octet, from its private keys.</summary>
public sealed class Rfc8463Tests
{
    private const string Message = """
        From: Joe SixPack <joe@football.example.com>
        To: Suzie Q <suzie@shopping.example.net>
        Subject: Is dinner ready?
        Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)
        Message-ID: <20030712040037.46341.5F8J@football.example.com>

        Hi.

        We lost the game.  Are you hungry yet?

        Joe.

        """;

    private const string Ed25519Field = """
        DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;
         d=football.example.com; i=@football.example.com;
         q=dns/txt; s=brisbane; t=1528637909; h=from : to :
         subject : date : message-id : from : subject : date;
         bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
         b=
        """;

    private const string RsaField = """
        DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;
         d=football.example.com; i=@football.example.com;
         q=dns/txt; s=test; t=1528637909; h=from : to : subject :
         date : message-id : from : subject : date;
         bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
         b=
        """;

    private const string RsaKey = """
        MIICXQIBAAKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQi
        Y/J16JYi0Qvx/byYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqM
        KrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G+2kryOTIKT+l/K4w3QIDAQAB
        AoGAH0cxOhFZDgzXWhDhnAJDw5s4roOXN4OhjiXa8W7Y3rhX3FJqmJSPuC8N9vQm
        6SVbaLAE4SG5mLMueHlh4KXffEpuLEiNp9Ss3O4YfLiQpbRqE7Tm5SxKjvvQoZZe
        zHorimOaChRL2it47iuWxzxSiRMv4c+j70GiWdxXnxe4UoECQQDzJB/0U58W7RZy
        6enGVj2kWF732CoWFZWzi1FicudrBFoy63QwcowpoCazKtvZGMNlPWnC7x/6o8Gc
        uSe0ga2xAkEA8C7PipPm1/1fTRQvj1o/dDmZp243044ZNyxjg+/OPN0oWCbXIGxy
        WvmZbXriOWoSALJTjExEgraHEgnXssuk7QJBALl5ICsYMu6hMxO73gnfNayNgPxd
        WFV6Z7ULnKyV7HSVYF0hgYOHjeYe9gaMtiJYoo0zGN+L3AAtNP9huqkWlzECQE1a
        licIeVlo1e+qJ6Mgqr0Q7Aa7falZ448ccbSFYEPD6oFxiOl9Y9se9iYHZKKfIcst
        o7DUw1/hz2Ck4N5JrgUCQQCyKveNvjzkkd8HjYs0SwM0fPjK16//5qDZ2UiDGnOe
        uEzxBDAr518Z8VFbR41in3W4Y3yCDgQlLlcETrS+zYcL
        """;

    private static readonly string[] Names = ["from", "to", "subject", "date", "message-id", "from", "subject", "date"];

    [Fact]
    public async Task Ed25519_OfTheExample_IsTheSame()
    {
        var key = new TestEd25519Key(Convert.FromBase64String("nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A="));
        Assert.Equal("11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=", Convert.ToBase64String(key.PublicKey.Span));
        Assert.Equal("/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11BusFa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==", await SignAsync(key, Ed25519Field));
    }

    [Fact]
    public async Task Rsa_OfTheExample_IsTheSame()
    {
        using var rsa = RSA.Create();
        rsa.ImportRSAPrivateKey(Convert.FromBase64String(RsaKey), out _);
        using RsaDkimKey key = RsaDkimKey.Import(rsa.ExportPkcs8PrivateKey());
        Assert.Equal(
            "F45dVWDfMbQDGHJFlXUNB2HKfbCeLRyhDXgFpEL8GwpsRe0IeIixNTe3DhCVlUrSjV4BwcVcOF6+FF3Zo9Rpo1tFOeS9mPYQTnGdaSGsgeefOsk2JzdA+L10TeYt9BgDfQNZtKdN1WO//KgIqXP7OdEFE4LjFYNcUxZQ4FADY+8=",
            await SignAsync(key, RsaField));
    }

    [Fact]
    public async Task Body_OfTheExample_HasItsHash()
    {
        using DkimMessage message = await ReadAsync();
        using var key = RsaDkimKey.Create();
        byte[]? signed = await new DkimSigner(new DkimSignerOptions()).SignAsync(message, [new DkimSigningKey("football.example.com", "test", key)], DateTimeOffset.UnixEpoch, TestContext.Current.CancellationToken);
        Assert.Contains(" bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;", Encoding.ASCII.GetString(signed!), StringComparison.Ordinal);
    }

    private static async Task<string> SignAsync(IDkimKey key, string field)
    {
        using DkimMessage message = await ReadAsync();
        using var output = new OctetHash();
        byte[] hash = new byte[OctetHash.Length];
        SignedFields.Named(message, Names).Hash(message, DkimCanonicalization.Relaxed, Octets.Of(Lines(field)), output, hash);
        return Convert.ToBase64String(key.Sign(hash));
    }

    private static async Task<DkimMessage> ReadAsync() => (await DkimMessage.ReadAsync(default, Octets.Body(Lines(Message)), TestContext.Current.CancellationToken))!;

    private static string Lines(string text) => text.ReplaceLineEndings("\r\n");
}
