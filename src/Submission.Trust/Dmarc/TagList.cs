namespace Submission.Trust.Dmarc;

/// <summary>A record of tags, <c>name=value; name=value</c>, as DMARC has it (RFC 7489, section 6.3, by RFC 6376, section 3.2). Names are in their case, values without space around them.</summary>
internal sealed class TagList
{
    // More than any record of this kind needs: a hostile one is not read beyond.
    private const int MostTags = 100;
    private readonly List<(string Name, string Value)> _tags = [];

    private TagList()
    {
    }

    public IReadOnlyList<(string Name, string Value)> Tags => _tags;

    /// <summary>The piece that is no tag, or stands twice; <see langword="null"/> for none.</summary>
    public string? Fault { get; private set; }

    public string? this[string name]
    {
        get
        {
            foreach ((string tag, string value) in _tags)
            {
                if (tag.Equals(name, StringComparison.OrdinalIgnoreCase)) return value;
            }

            return null;
        }
    }

    public static TagList Read(string text)
    {
        var list = new TagList();
        foreach (Range range in text.AsSpan().Split(';'))
        {
            ReadOnlySpan<char> piece = text.AsSpan(range).Trim();
            if (piece.IsEmpty) continue;
            int equals = piece.IndexOf('=');
            string name = equals > 0 ? piece[..equals].TrimEnd().ToString() : "";
            if (name.Length == 0 || !name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-') || list[name] is not null || list._tags.Count == MostTags)
            {
                list.Fault ??= piece.Length <= 80 ? piece.ToString() : piece[..80].ToString() + "…";
                continue;
            }

            list._tags.Add((name, piece[(equals + 1)..].TrimStart().ToString()));
        }

        return list;
    }

    /// <summary>The text with some tags set to other values, or added, in the order in which they stand.</summary>
    public string With(params ReadOnlySpan<(string Name, string Value)> changes)
    {
        List<(string Name, string Value)> tags = [.. _tags];
        foreach ((string name, string value) in changes)
        {
            int at = tags.FindIndex(tag => tag.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
            if (at >= 0) tags[at] = (tags[at].Name, value);
            else tags.Add((name, value));
        }

        return string.Join("; ", tags.Select(static tag => $"{tag.Name}={tag.Value}"));
    }

    /// <summary>The text without some tags.</summary>
    public TagList Without(Func<(string Name, string Value), bool> drop)
    {
        var list = new TagList();
        list._tags.AddRange(_tags.Where(tag => !drop(tag)));
        return list;
    }
}
