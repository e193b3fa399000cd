using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Submission.Policy.Specification;

namespace Submission.Policy.Yaml.Reading;

/// <summary>Turns what a file holds into text that is safe to parse: UTF-8, within the limit, no unseen characters, lines ended by LF.</summary>
internal static class SourceText
{
    /// <summary>The text; <see langword="null"/> where it is refused, with the reason in <paramref name="errors"/>.</summary>
    public static string? Decode(string file, ReadOnlySpan<byte> content, YamlLimits limits, SpecErrors errors)
    {
        if (content.Length > limits.MaximumFileBytes) return RefuseSize(file, content.Length, limits, errors);
        if (content.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || content.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
        {
            errors.Add(new SpecLocation(file, 1, 1), "The file is UTF-16.", "Save it as UTF-8.");
            return null;
        }

        if (content.StartsWith("\uFEFF"u8)) content = content[3..];
        char[] buffer = ArrayPool<char>.Shared.Rent(content.Length);
        try
        {
            OperationStatus status = Utf8.ToUtf16(content, buffer, out int read, out int written, replaceInvalidSequences: false);
            ReadOnlySpan<char> text = buffer.AsSpan(0, written);
            if (status == OperationStatus.Done) return Check(file, text, errors);
            string octet = string.Create(CultureInfo.InvariantCulture, $"0x{content[read]:X2}");
            errors.Add(Locate(file, text, written), $"Here the file is not UTF-8: the byte {octet} has no place.", "Save the file as UTF-8.");
            return null;
        }
        finally
        {
            ArrayPool<char>.Shared.Return(buffer);
        }
    }

    /// <summary>The text as it is to be parsed; <see langword="null"/> where it is refused, with the reason in <paramref name="errors"/>.</summary>
    public static string? Accept(string file, string content, YamlLimits limits, SpecErrors errors)
    {
        if (content.Length > limits.MaximumFileBytes) return RefuseSize(file, content.Length, limits, errors);
        int bytes = Encoding.UTF8.GetByteCount(content);
        if (bytes > limits.MaximumFileBytes) return RefuseSize(file, bytes, limits, errors);
        return Check(file, content.StartsWith('\uFEFF') ? content.AsSpan(1) : content, errors);
    }

    private static string? Check(string file, ReadOnlySpan<char> content, SpecErrors errors)
    {
        // A carriage return ends a line for YAML; with LF alone every place is the one that an editor shows.
        string text = content.Contains('\r')
            ? content.ToString().Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n')
            : content.ToString();
        int forbidden = ForbiddenCharacters.Find(text);
        if (forbidden < 0) return text;
        errors.Add(
            Locate(file, text, forbidden),
            $"The unseen character {ForbiddenCharacters.Describe(text[forbidden])} stands here.",
            "Remove it; this file is not read any further.");
        return null;
    }

    private static string? RefuseSize(string file, int bytes, YamlLimits limits, SpecErrors errors)
    {
        errors.Add(new SpecLocation(file, 1, 1), TooLarge(bytes, limits), "Split it.");
        return null;
    }

    public static string TooLarge(long bytes, YamlLimits limits) =>
        string.Create(CultureInfo.InvariantCulture, $"The file has {bytes:N0} bytes; at most {limits.MaximumFileBytes:N0} are read.");

    private static SpecLocation Locate(string file, ReadOnlySpan<char> text, int at)
    {
        ReadOnlySpan<char> before = text[..at];
        // Before the text is normalised a lone carriage return may still stand in it.
        int lines = before.Count('\n') + before.Count('\r') - before.Count("\r\n");
        return new SpecLocation(file, lines + 1, at - before.LastIndexOfAny('\n', '\r'));
    }
}
