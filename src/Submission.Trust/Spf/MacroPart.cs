namespace Submission.Trust.Spf;

/// <summary>A piece of a macro-string: text as it is, or a macro.</summary>
/// <param name="Text">The text; <see langword="null"/> for a macro.</param>
/// <param name="Letter">The macro's letter, in lower case.</param>
/// <param name="IsEscaped">Whether its value is escaped as in a URL, which a capital letter says.</param>
/// <param name="Count">How many of the value's parts from the right are taken; 0 for all.</param>
/// <param name="IsReversed">Whether the parts are turned round first.</param>
/// <param name="Delimiters">Where the value is split; empty for dots.</param>
internal readonly record struct MacroPart(string? Text, char Letter, bool IsEscaped, int Count, bool IsReversed, string Delimiters)
{
    public static MacroPart Of(string text) => new(text, '\0', false, 0, false, "");
}
