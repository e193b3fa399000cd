namespace Submission.Trust.Dkim;

/// <summary>A list of tags, <c>name=value; ...</c> (RFC 6376, section 3.2). Names are case-sensitive and occur once.</summary>
internal sealed class DkimTags : Dictionary<string, string>
{
    private DkimTags()
        : base(StringComparer.Ordinal)
    {
    }

    /// <summary>The name of the first tag.</summary>
    public string? First { get; private set; }

    /// <summary>Reads a list.</summary>
    /// <returns>The tags; <see langword="null"/> where it is no list of tags.</returns>
    public static DkimTags? Read(string text, int maximumLength, out string? problem)
    {
        problem = null;
        if (text.Length > maximumLength)
        {
            problem = "The record is too long.";
            return null;
        }

        var tags = new DkimTags();
        foreach (Range range in text.AsSpan().Split(';'))
        {
            ReadOnlySpan<char> tag = text.AsSpan(range).Trim();
            if (tag.IsEmpty) continue;
            int equal = tag.IndexOf('=');
            if (equal <= 0)
            {
                problem = "It holds something that is no tag (name=value).";
                return null;
            }

            string name = tag[..equal].TrimEnd().ToString();
            if (!tags.TryAdd(name, tag[(equal + 1)..].TrimStart().ToString()))
            {
                problem = $"The tag {name}= occurs twice.";
                return null;
            }

            tags.First ??= name;
        }

        return tags;
    }
}
