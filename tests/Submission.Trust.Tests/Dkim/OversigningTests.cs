using System.Text;
using Submission.Trust.Dkim;

namespace Submission.Trust.Tests.Dkim;

/// <summary>A field that is signed once more than it is there can't be added later without breaking the signature (RFC 6376, section 8.15).</summary>
public sealed class OversigningTests
{
    private static readonly string[] Guarded = ["From", "To", "Subject", "Date", "Message-ID"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("From: a@b.example\r\n")]
    [InlineData("From: a@b.example\r\nTo: c@d.example\r\nSubject: x\r\nDate: Sun, 29 Nov 2026 12:00:00 +0000\r\nMessage-ID: <1@b.example>\r\n")]
    [InlineData("from: a@b.example\r\nTO: c@d.example\r\nSubject: x\r\nSUBJECT: y\r\n")]
    [InlineData("Subject: x\r\nFrom : a@b.example\r\nFrom: b@b.example\r\nTo: c@d.example\r\nTo: c@d.example\r\nTo: e@f.example\r\n")]
    public async Task Signature_I8_OfAnyMessage_NamesEachGuardedFieldOnceMoreThanItIsThere(string header)
    {
        string signature = await SignAsync(header);
        string[] signed = Tag(signature, "h").Split(':', StringSplitOptions.TrimEntries);
        foreach (string name in Guarded)
        {
            int there = header.Split("\r\n").Count(line => line.Split(':')[0].TrimEnd().Equals(name, StringComparison.OrdinalIgnoreCase));
            Assert.Equal((name, there + 1), (name, signed.Count(field => field.Equals(name, StringComparison.OrdinalIgnoreCase))));
        }
    }

    [Fact]
    public async Task Signature_I8_AFieldAddedAnywhere_IsHashedOtherwise()
    {
        const string Header = "From: a@b.example\r\nTo: c@d.example\r\nSubject: x\r\nDate: Sun, 29 Nov 2026 12:00:00 +0000\r\nMessage-ID: <1@b.example>\r\n";
        string[] names = Tag(await SignAsync(Header), "h").Split(':', StringSplitOptions.TrimEntries);
        string good = await HashAsync(Header, names);
        foreach (string name in Guarded)
        {
            string added = $"{name}: evil@x.example\r\n";
            Assert.NotEqual(good, await HashAsync(added + Header, names));
            Assert.NotEqual(good, await HashAsync(Header + added, names));
        }

        Assert.Equal(good, await HashAsync("X-Other: added\r\n" + Header, names));
    }

    private static async Task<string> SignAsync(string header)
    {
        using DkimMessage message = await ReadAsync(header);
        using var key = RsaDkimKey.Create();
        return Encoding.ASCII.GetString((await new DkimSigner(new DkimSignerOptions()).SignAsync(message, [new DkimSigningKey("b.example", "s", key)], DateTimeOffset.UnixEpoch, Token))!);
    }

    private static async Task<string> HashAsync(string header, string[] names)
    {
        using DkimMessage message = await ReadAsync(header);
        using var output = new OctetHash();
        byte[] hash = new byte[OctetHash.Length];
        SignedFields.Named(message, names).Hash(message, DkimCanonicalization.Relaxed, Octets.Of("DKIM-Signature: b="), output, hash);
        return Convert.ToBase64String(hash);
    }

    private static async Task<DkimMessage> ReadAsync(string header) => (await DkimMessage.ReadAsync(default, Octets.Body(header + "\r\nHello\r\n"), Token))!;

    private static string Tag(string field, string name) =>
        field.Replace("\r\n", "", StringComparison.Ordinal).Split(';').Select(static tag => tag.Trim()).Single(tag => tag.StartsWith(name + "=", StringComparison.Ordinal))[(name.Length + 1)..]
            .Replace("\t", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
}
