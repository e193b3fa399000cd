using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Submission.Policy.Lookups;

/// <summary>Reads rspamd's answer: one JSON object with <c>action</c>, <c>score</c>, <c>required_score</c> and <c>symbols</c>.</summary>
internal static class RspamdReply
{
    private const int MaximumTests = 1_000;

    public static bool TryRead(ReadOnlySpan<byte> json, FrozenSet<string> spamActions, [NotNullWhen(true)] out SpamScan? scan)
    {
        scan = null;
        try
        {
            Utf8JsonReader reader = new(json, new JsonReaderOptions { MaxDepth = 64 });
            return TryReadObject(ref reader, spamActions, out scan) && !reader.Read();
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return false; // no JSON, or a text that is no Unicode
        }
    }

    private static bool TryReadObject(ref Utf8JsonReader reader, FrozenSet<string> spamActions, [NotNullWhen(true)] out SpamScan? scan)
    {
        scan = null;
        string? action = null;
        double? score = null;
        double? required = null;
        ImmutableArray<string> tests = [];
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("action"u8))
            {
                if (action is not null || !TryReadText(ref reader, out action)) return false;
            }
            else if (reader.ValueTextEquals("score"u8))
            {
                if (score is not null || !TryReadNumber(ref reader, out score)) return false;
            }
            else if (reader.ValueTextEquals("required_score"u8))
            {
                if (!TryReadNumber(ref reader, out required)) return false;
            }
            else if (reader.ValueTextEquals("symbols"u8))
            {
                if (!TryReadNames(ref reader, out tests)) return false;
            }
            else
            {
                reader.Skip();
            }
        }

        if (action is null || score is not { } told || reader.TokenType != JsonTokenType.EndObject) return false;
        scan = new SpamScan(spamActions.Contains(action), told) { RequiredScore = required, Action = action, Tests = tests };
        return true;
    }

    private static bool TryReadText(ref Utf8JsonReader reader, [NotNullWhen(true)] out string? text)
    {
        text = null;
        if (!reader.Read() || reader.TokenType != JsonTokenType.String) return false;
        text = ScannerText.Printable(reader.GetString());
        return text.Length > 0;
    }

    private static bool TryReadNumber(ref Utf8JsonReader reader, out double? number)
    {
        number = null;
        if (!reader.Read() || reader.TokenType != JsonTokenType.Number || !reader.TryGetDouble(out double value) || !double.IsFinite(value)) return false;
        number = value;
        return true;
    }

    private static bool TryReadNames(ref Utf8JsonReader reader, out ImmutableArray<string> names)
    {
        names = [];
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return false;
        ImmutableArray<string>.Builder found = ImmutableArray.CreateBuilder<string>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (found.Count < MaximumTests) found.Add(ScannerText.Printable(reader.GetString()));
            reader.Skip();
        }

        names = found.DrainToImmutable();
        return reader.TokenType == JsonTokenType.EndObject;
    }
}
