using System.Collections.Immutable;

namespace Submission.Trust.Spf;

/// <summary>A text with macros, read (RFC 7208, section 7.1). Immutable.</summary>
/// <param name="Source">The text as published.</param>
/// <param name="Parts">Its pieces.</param>
internal sealed record MacroString(string Source, ImmutableArray<MacroPart> Parts)
{
    /// <summary>Whether it is the same for whoever asks.</summary>
    public bool IsLiteral
    {
        get
        {
            foreach (MacroPart part in Parts)
            {
                if (part.Text is null) return false;
            }

            return true;
        }
    }

    /// <summary>Whether it has a macro of this letter.</summary>
    public bool Uses(char letter)
    {
        foreach (MacroPart part in Parts)
        {
            if (part.Text is null && part.Letter == letter) return true;
        }

        return false;
    }

    /// <summary>The text where <see cref="IsLiteral"/>.</summary>
    public string Literal => string.Concat(Parts.Select(static part => part.Text));
}
