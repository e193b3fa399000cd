using System.Buffers;

namespace Submission.Policy.Content.Headers;

/// <summary>Reads a field Content-Transfer-Encoding in every plausible way. Never throws; linear.</summary>
internal static class TransferEncodingReadings
{
    private static readonly SearchValues<char> Separators = SearchValues.Create(";,: \t\"'()<>[]/\\?=\0\v\f");

    // No mailer writes more; what is longer may be anything.
    private const int MaximumLength = 4096;

    private const TransferEncodings Anything =
        TransferEncodings.Identity | TransferEncodings.Base64 | TransferEncodings.QuotedPrintable | TransferEncodings.Uuencode | TransferEncodings.Gzip64 | TransferEncodings.Unknown;

    /// <summary>Reads what follows the colon, folds included.</summary>
    public static TransferEncodings Read(ReadOnlySpan<byte> rawValue)
    {
        if (rawValue.Length > MaximumLength) return Anything;
        var found = TransferEncodings.None;
        foreach (string view in HeaderViews.Of(rawValue))
        {
            found |= ReadView(view);
            if (EncodedWords.MayBeIn(view)) found |= ReadView(EncodedWords.Decode(view, out _));
        }

        return found;
    }

    private static TransferEncodings ReadView(string view)
    {
        var found = TransferEncodings.None;
        ReadOnlySpan<char> rest = view.AsSpan().Trim(" \t");
        if (!IsPlain(rest)) found |= TransferEncodings.Identity; // a strict reader knows no such word
        foreach (Range range in rest.SplitAny(Separators))
        {
            if (!rest[range].IsEmpty) found |= Of(rest[range]);
        }

        string joined = QuotedText.WithoutQuotes(view);
        return joined.Length == view.Length || joined.Length == 0 ? found : found | Of(joined);
    }

    private static bool IsPlain(ReadOnlySpan<char> value) => value.IndexOfAny(Separators) < 0 && !value.StartsWith("x-", StringComparison.OrdinalIgnoreCase) && !value.EndsWith('.');

    private static TransferEncodings Of(ReadOnlySpan<char> word)
    {
        word = word.TrimEnd('.');
        if (word.StartsWith("x-", StringComparison.OrdinalIgnoreCase)) word = word[2..];
        if (Is(word, "7bit") || Is(word, "7-bit") || Is(word, "8bit") || Is(word, "8-bit") || Is(word, "binary")) return TransferEncodings.Identity;
        if (Is(word, "base64")) return TransferEncodings.Base64;
        if (Is(word, "quoted-printable")) return TransferEncodings.QuotedPrintable;
        if (Is(word, "gzip64")) return TransferEncodings.Gzip64;
        if (Is(word, "uuencode") || Is(word, "uue")) return TransferEncodings.Uuencode;
        if (Is(word, "yenc")) return TransferEncodings.Yenc;
        if (Is(word, "binhex") || Is(word, "mac-binhex40")) return TransferEncodings.BinHex;
        return TransferEncodings.Unknown;
    }

    private static bool Is(ReadOnlySpan<char> word, string encoding) => word.Equals(encoding, StringComparison.OrdinalIgnoreCase);
}
