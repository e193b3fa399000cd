namespace Submission.Policy.Yaml.Reading;

/// <summary>Shortens what a file says before it is repeated in a message.</summary>
internal static class Excerpt
{
    private const int MaximumLength = 64;

    public static string Of(string text)
    {
        // A text in double quotes may hold any control character by its escape; what a terminal or a log would obey is not repeated.
        string line = string.Create(Math.Min(text.Length, MaximumLength), text, static (shown, whole) =>
        {
            for (int i = 0; i < shown.Length; i++) shown[i] = char.IsControl(whole[i]) ? ' ' : whole[i];
        });
        return text.Length <= MaximumLength ? line : line + "…";
    }
}
