using System.Globalization;

namespace Durability.Tests.PowerCut;

/// <summary>A system call as strace tells of it.</summary>
/// <param name="name">Its name.</param>
internal sealed class TracedCall(string name)
{
    private List<string>? _arguments;
    private string _text = "";

    public string Name { get; } = name;

    /// <summary>Everything between the parentheses, as far as it is known by now.</summary>
    public string Text
    {
        get => _text;
        set => (_text, _arguments) = (value, null);
    }

    /// <summary>What it returned; -1 until it has.</summary>
    public long Result { get; set; } = -1;

    public IReadOnlyList<string> Arguments => _arguments ??= Split(Text);

    public long Number(int argument) => long.Parse(Arguments[argument], CultureInfo.InvariantCulture);

    /// <summary>The path behind a descriptor; empty where it has none, or no longer.</summary>
    public string PathOf(int argument)
    {
        string text = Arguments[argument];
        int start = text.IndexOf('<', StringComparison.Ordinal);
        return start < 0 || !text.EndsWith('>') ? "" : System.Text.Encoding.UTF8.GetString(Octets(text.AsSpan(start + 1).TrimEnd('>')));
    }

    /// <summary>A string in quotes.</summary>
    public byte[] OctetsOf(int argument) => Octets(Arguments[argument].AsSpan().Trim('"'));

    public string TextOf(int argument) => System.Text.Encoding.UTF8.GetString(OctetsOf(argument));

    // All is written as \xHH.
    private static byte[] Octets(ReadOnlySpan<char> text)
    {
        if (text.IndexOf('.') >= 0 || text.Length % 4 != 0) throw new FormatException("The string is cut short: " + text[..Math.Min(text.Length, 80)].ToString());
        byte[] octets = new byte[text.Length / 4];
        for (int i = 0; i < octets.Length; i++) octets[i] = (byte)((Digit(text[(i * 4) + 2]) << 4) | Digit(text[(i * 4) + 3]));
        return octets;
    }

    private static int Digit(char digit) => digit <= '9' ? digit - '0' : digit - 'a' + 10;

    // No string has a comma of its own, for all octets are written as numbers.
    private static List<string> Split(string text)
    {
        List<string> arguments = [];
        int depth = 0;
        int start = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] is '{' or '[') depth++;
            if (text[i] is '}' or ']') depth--;
            if (text[i] != ',' || depth > 0) continue;
            arguments.Add(text[start..i].Trim());
            start = i + 1;
        }

        arguments.Add(text[start..].Trim());
        return arguments;
    }
}
