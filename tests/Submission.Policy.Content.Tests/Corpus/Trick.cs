namespace Submission.Policy.Content.Tests.Corpus;

/// <summary>One way to hide the name of an attachment: the same message with any extension.</summary>
/// <param name="Row">The row of the table, <c>M1</c> to <c>M26</c>.</param>
/// <param name="Variant">What is particular about it; unique within the row.</param>
/// <param name="Build">Makes the exact octets, given the extension without its dot.</param>
internal sealed record Trick(string Row, string Variant, Func<string, byte[]> Build)
{
    /// <summary>Whether the message is refused where the extension is <c>exe</c>.</summary>
    public bool BadWithExe { get; init; } = true;

    /// <summary>Whether the message is refused where the extension is <c>pdf</c>: only where nobody can see what the message holds; <see langword="null"/> where both are right.</summary>
    public bool? BadWithPdf { get; init; } = false;

    /// <summary>Row and variant: the name of the trick in test results.</summary>
    public string Name => $"{Row} {Variant}";

    /// <summary>A trick that is none: what looks like a listed name is no name of an attachment.</summary>
    public static Trick Harmless(string row, string variant, Func<string, byte[]> build) => new(row, variant, build) { BadWithExe = false };

    /// <summary>A message that nobody can read whole, refused whatever it holds.</summary>
    public static Trick Unreadable(string row, string variant, Func<string, byte[]> build) => new(row, variant, build) { BadWithPdf = true };

    /// <summary>The same parameters in Content-Disposition (<c>filename</c>) and in Content-Type (<c>name</c>), with nothing in the other field.</summary>
    /// <param name="row">The row.</param>
    /// <param name="variant">The variant; the field is added to it.</param>
    /// <param name="parameters">Makes the text after the semicolon, given the parameter's name and the extension.</param>
    public static IEnumerable<Trick> InBothFields(string row, string variant, Func<string, string, string> parameters)
    {
        yield return new Trick(row, variant + " [disposition]", extension => Mime.WithPart(
            $"Content-Type: application/octet-stream\r\nContent-Disposition: attachment; {parameters("filename", extension)}\r\nContent-Transfer-Encoding: base64\r\n"));
        yield return new Trick(row, variant + " [type]", extension => Mime.WithPart(
            $"Content-Type: application/octet-stream; {parameters("name", extension)}\r\nContent-Disposition: attachment\r\nContent-Transfer-Encoding: base64\r\n"));
    }

    /// <summary>The same as <see cref="InBothFields"/> with a whole value for the parameter, quotes included where it has any.</summary>
    public static IEnumerable<Trick> ValueInBothFields(string row, string variant, Func<string, string> value) =>
        InBothFields(row, variant, (key, extension) => $"{key}={value(extension)}");
}
