using System.Buffers;

namespace Submission.Policy.Content.Headers;

/// <summary>Reads a field Content-Transfer-Encoding in every plausible way. Never throws; linear.</summary>
internal static class TransferEncodingReadings
{
    private static readonly SearchValues<char> Separators = SearchValues.Create(";,: \t\"'()<>[]/\\?=\0\v\f");

    /// <summary>Reads what follows the colon, folds included.</summary>
    public static TransferEncodings Read(ReadOnlySpan<byte> rawValue)
    {
        var found = TransferEncodings.None;
        foreach (string view in HeaderViews.Of(rawValue)) found |= ReadView(view);
        return found;
    }

    private static TransferEncodings ReadView(string view)
    {
        var found = TransferEncodings.None;
        ReadOnlySpan<char> rest = view.AsSpan().Trim(" \t");
        if (rest.IndexOfAny(Separators) >= 0) found |= TransferEncodings.Identity; // a strict reader knows no such word
        foreach (Range range in rest.SplitAny(Separators))
        {
            if (!rest[range].IsEmpty) found |= Of(rest[range]);
        }

        string joined = QuotedText.WithoutQuotes(view);
        return joined.Length == view.Length ? found : found | Of(joined);
    }

    private static TransferEncodings Of(ReadOnlySpan<char> word)
    {
        if (Is(word, "7bit") || Is(word, "8bit") || Is(word, "binary")) return TransferEncodings.Identity;
        if (Is(word, "base64") || Is(word, "x-base64")) return TransferEncodings.Base64;
        if (Is(word, "quoted-printable")) return TransferEncodings.QuotedPrintable;
        if (Is(word, "x-gzip64") || Is(word, "gzip64")) return TransferEncodings.Gzip64;
        if (Is(word, "x-uuencode") || Is(word, "uuencode") || Is(word, "x-uue") || Is(word, "uue")) return TransferEncodings.Uuencode;
        if (Is(word, "x-yenc") || Is(word, "yenc")) return TransferEncodings.Yenc;
        if (Is(word, "binhex") || Is(word, "x-binhex") || Is(word, "mac-binhex40") || Is(word, "x-mac-binhex40")) return TransferEncodings.BinHex;
        return TransferEncodings.Unknown;
    }

    private static bool Is(ReadOnlySpan<char> word, string encoding) => word.Equals(encoding, StringComparison.OrdinalIgnoreCase);
}
