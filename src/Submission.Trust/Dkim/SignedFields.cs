namespace Submission.Trust.Dkim;

/// <summary>Which fields of a message are signed, in the order of <c>h=</c>. Of fields that occur several times the last comes first (RFC 6376, section 5.4.2).</summary>
internal sealed class SignedFields
{
    // No sane message comes near; a header made of one field a hundred thousand times must not become a signature of that length.
    private const int MostOfOneName = 50;

    private readonly List<(string Name, int Field)> _entries = [];

    /// <summary>The names, and the field that each stands for; -1 for one that must not be there.</summary>
    public IReadOnlyList<(string Name, int Field)> Entries => _entries;

    /// <summary>Chooses the fields.</summary>
    /// <returns>The fields; <see langword="null"/> where one occurs too often.</returns>
    public static SignedFields? Choose(DkimMessage message, DkimSignerOptions options)
    {
        var chosen = new SignedFields();
        foreach (string name in options.Oversigned)
        {
            if (!chosen.Add(message, name)) return null;
            chosen._entries.Add((name, -1));
        }

        foreach (string name in options.Signed)
        {
            if (!chosen.Add(message, name)) return null;
        }

        return chosen;
    }

    /// <summary>Takes the fields that a list names, as somebody does who checks a signature.</summary>
    public static SignedFields Named(DkimMessage message, IEnumerable<string> names)
    {
        var chosen = new SignedFields();
        var next = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        foreach (string name in names)
        {
            int field = next.GetValueOrDefault(name, message.Fields.Count) - 1;
            while (field >= 0 && !message.Fields[field].Is(message.Header, name)) field--;
            next[name] = Math.Max(field, 0);
            chosen._entries.Add((name, Math.Max(field, -1)));
        }

        return chosen;
    }

    /// <summary>Hashes the fields and the signature that has no value yet.</summary>
    public void Hash(DkimMessage message, DkimCanonicalization form, ReadOnlySpan<byte> signature, OctetHash output, Span<byte> hash)
    {
        ReadOnlySpan<byte> header = message.Header;
        foreach ((_, int index) in _entries)
        {
            if (index < 0) continue;
            HeaderField field = message.Fields[index];
            HeaderCanonicalizer.Append(form, header[field.Start..field.End], isLast: false, output);
        }

        HeaderCanonicalizer.Append(form, signature, isLast: true, output);
        output.Finish(hash);
    }

    private bool Add(DkimMessage message, string name)
    {
        int count = 0;
        for (int index = message.Fields.Count - 1; index >= 0; index--)
        {
            if (!message.Fields[index].Is(message.Header, name)) continue;
            if (++count > MostOfOneName) return false;
            _entries.Add((name, index));
        }

        return true;
    }
}
