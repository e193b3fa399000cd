using System.Globalization;
using System.Security.Cryptography;
using Submission.Policy.Lookups;

namespace Submission.Trust.Advice;

/// <summary>Judges the keys that a domain publishes for its signatures (RFC 6376, section 3.6.1; RFC 8301; RFC 8463).</summary>
internal sealed class DkimAdvice(IDnsRecordResolver dns, string domain, AdviceNotes notes)
{
    private const string Unverified = "Signatures made with this selector cannot be verified, and count as none.";

    public async Task GiveAsync(AdviceSelector selector, CancellationToken cancellationToken)
    {
        string name = $"{selector.Name}._domainkey.{domain}";
        DnsRecordSet<string> found = await dns.GetTextAsync(name, cancellationToken).ConfigureAwait(false);
        if (found.IsUnavailable)
        {
            notes.Unknown("dkim-unknown", $"The key at {name} could not be looked up: {found.Reason}.");
            return;
        }

        foreach (string text in found.Records) notes.Found(ZoneRecord.Text(name, text));
        ZoneRecord[] mend = selector.Record is { } wanted ? [ZoneRecord.Text(name, wanted)] : [];
        if (found.IsAbsent) notes.Error("dkim-missing", $"There is no key at {name}.", Unverified, [.. mend]);
        else if (found.Records.Length > 1) notes.Error("dkim-several", $"There are {found.Records.Length} records at {name}, where one is allowed.", "Which of them a receiver takes is left to chance.", [.. mend]);
        else Judge(name, TagList.Read(found.Records[0]), selector, mend);
    }

    private void Judge(string name, TagList tags, AdviceSelector selector, ZoneRecord[] mend)
    {
        if (tags.Fault is { } fault)
        {
            notes.Error("dkim-syntax", $"The record at {name} is not one of tags: '{fault}'.", Unverified, [.. mend]);
            return;
        }

        if (tags["v"] is { } version && (version != "DKIM1" || tags.Tags[0].Name != "v"))
        {
            notes.Error("dkim-syntax", $"The record at {name} does not begin with v=DKIM1.", Unverified, [.. mend]);
            return;
        }

        string? key = tags["p"];
        if (key is not { Length: > 0 })
        {
            if (key is null) notes.Error("dkim-syntax", $"The record at {name} has no key (p=).", Unverified, [.. mend]);
            else notes.Error("dkim-revoked", $"The key at {name} is revoked (p= is empty).", Unverified, [.. mend]);
            return;
        }

        string algorithm = tags["k"] ?? "rsa";
        (int? bits, string? problem) = Measure(algorithm, key);
        if (problem is not null)
        {
            notes.Error("dkim-syntax", $"The key at {name} cannot be read: {problem}.", Unverified, [.. mend]);
            return;
        }

        if (selector.Record is { } wanted && TagList.Read(wanted) is { } right && (Bare(right["p"]) != Bare(key) || (right["k"] ?? "rsa") != algorithm))
            notes.Error("dkim-mismatch", $"The key at {name} is not the one that signs.", Unverified, [.. mend]);
        if (bits < 1024)
            notes.Error("dkim-weak", string.Create(CultureInfo.InvariantCulture, $"The RSA key at {name} has {bits} bits."), "Receivers must not accept fewer than 1024 (RFC 8301, section 3.2).", [.. mend]);
        else if (bits < 2048)
            notes.Warn("dkim-weak", string.Create(CultureInfo.InvariantCulture, $"The RSA key at {name} has {bits} bits."), "2048 are recommended (RFC 8301, section 3.2); fewer can be broken.", [.. mend]);
        if (tags["t"] is { } flags && flags.Split(':').Any(static flag => flag.Trim() == "y"))
            notes.Hint("dkim-testing", $"The record at {name} says that signatures are only tested (t=y).", "Some receivers take such signatures for none.", ZoneRecord.Text(name, tags.Without(static tag => tag.Name == "t").With()));
    }

    private static (int? Bits, string? Problem) Measure(string algorithm, string text)
    {
        byte[] key;
        try
        {
            key = Convert.FromBase64String(Bare(text));
        }
        catch (FormatException)
        {
            return (null, "it is not in Base64");
        }

        if (algorithm == "ed25519") return key.Length == 32 ? (null, null) : (null, $"a key of ed25519 has 32 octets, this one has {key.Length}");
        if (algorithm != "rsa") return (null, $"there is no algorithm '{(algorithm.Length <= 40 ? algorithm : algorithm[..40])}'");
        try
        {
            using RSA rsa = RSA.Create();
            rsa.ImportSubjectPublicKeyInfo(key, out _);
            return (rsa.KeySize, null);
        }
        catch (CryptographicException)
        {
            return (null, "it is no RSA key");
        }
    }

    private static string Bare(string? text) => text is null ? "" : string.Concat(text.Where(static c => !char.IsWhiteSpace(c)));
}
