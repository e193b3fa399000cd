using System.Globalization;

namespace Submission.DnsUpdate.Wire;

/// <summary>Reads the answer to an update (RFC 2136, section 3.8).</summary>
internal static class UpdateAnswer
{
    private const int NotAuth = 9;
    private const int HeaderLength = 12;

    /// <returns>What is wrong, to follow the name of the server; <see langword="null"/> where the update was made.</returns>
    public static string? Read(ReadOnlySpan<byte> answer, ushort id, string zone, byte[] requestMac, TsigKey key, DateTimeOffset now)
    {
        const string Odd = "has answered with something that is no answer to an update.";
        var reader = new WireReader(answer, 0);
        if (!reader.TryShort(out int answeredId) || !reader.TryShort(out int flags) || answeredId != id || flags >> 11 != (0x10 | UpdateMessage.Update)) return Odd;
        int code = flags & 0xF;
        int signatureStart = StartOfLastRecord(answer);
        if (signatureStart < 0 || !SignatureRecord.TryRead(answer, signatureStart, out SignatureRecord signature))
            return signatureStart < -1 ? Odd : $"has answered {NameOf(code, zone)} without a signature, so that nothing is known.";
        // Who does not know the key or the signature cannot sign the answer.
        if (code == NotAuth && signature is { Error: 16 or 17, Mac.IsEmpty: true })
            return signature.Error == 17 ? $"does not know the key {key.Name} with {key.AlgorithmName} (BADKEY)." : $"has another secret for the key {key.Name} (BADSIG).";
        if (TransactionSignature.Check(answer, signature, requestMac, key, now) is { } problem) return problem;
        if (signature.Error == 18) return $"has another time: compare the clocks (BADTIME; ours is {now.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC).";
        return code == 0 && signature.Error == 0 ? null : $"has refused the update of the zone {zone}: {NameOf(code, zone)}.";
    }

    private static string NameOf(int code, string zone) => code switch
    {
        0 => "NOERROR",
        1 => "FORMERR",
        2 => "SERVFAIL",
        4 => "NOTIMP",
        5 => $"REFUSED (the key may not change {zone})",
        6 => "YXDOMAIN",
        7 => "YXRRSET",
        8 => "NXRRSET",
        NotAuth => $"NOTAUTH (it is not the primary server of {zone})",
        10 => "NOTZONE",
        _ => "RCODE " + code.ToString(CultureInfo.InvariantCulture),
    };

    // -1 where there is none, -2 where the message cannot be read.
    private static int StartOfLastRecord(ReadOnlySpan<byte> answer)
    {
        var reader = new WireReader(answer, 4);
        if (!reader.TryShort(out int zones) || !reader.TryShort(out int prerequisites) || !reader.TryShort(out int updates) || !reader.TryShort(out int additional)) return -2;
        if (additional == 0) return -1;
        for (; zones > 0; zones--)
        {
            if (!reader.TryName(out _) || !reader.TryLong(out _)) return -2;
        }

        for (int left = prerequisites + updates + additional - 1; left > 0; left--)
        {
            if (!reader.TryName(out _) || !reader.TryLong(out _) || !reader.TryLong(out _) || !reader.TryShort(out int length) || !reader.TryOctets(length, out _)) return -2;
        }

        return reader.Position >= HeaderLength ? reader.Position : -2;
    }
}
