using System.Globalization;
using System.Text;

namespace Submission.Trust.Dkim;

/// <summary>Writes a <c>DKIM-Signature</c> field with lines of at most 78 characters wherever it may be folded (RFC 6376, section 3.5). Not thread-safe.</summary>
internal sealed class SignatureWriter
{
    private const int Width = 78;
    private readonly StringBuilder _text = new("DKIM-Signature:", 1024);
    private int _column = "DKIM-Signature:".Length;

    /// <summary>The field up to its <c>b=</c>, as it is hashed.</summary>
    public byte[] ToBytes() => Encoding.ASCII.GetBytes(_text.ToString());

    public SignatureWriter Tag(string name, string value)
    {
        Word($" {name}={value};");
        return this;
    }

    public SignatureWriter Tag(string name, long value) => Tag(name, value.ToString(CultureInfo.InvariantCulture));

    public SignatureWriter Names(IReadOnlyList<(string Name, int Field)> entries)
    {
        for (int index = 0; index < entries.Count; index++)
        {
            string name = entries[index].Name;
            string end = index == entries.Count - 1 ? ";" : ":";
            if (index == 0) Word($" h={name}{end}");
            else if (_column + name.Length + 1 > Width) Word($" {name}{end}");
            else Add(name + end);
        }

        return this;
    }

    public SignatureWriter Hash(ReadOnlySpan<byte> hash) => Tag("bh", Convert.ToBase64String(hash));

    /// <summary>Begins <c>b=</c>, on a line of its own.</summary>
    public SignatureWriter BeginValue()
    {
        Fold();
        Add(" b=");
        return this;
    }

    /// <summary>Writes the signature, and ends the field.</summary>
    public void End(ReadOnlySpan<byte> signature)
    {
        ReadOnlySpan<char> value = Convert.ToBase64String(signature);
        while (!value.IsEmpty)
        {
            if (_column >= Width)
            {
                Fold();
                Add(" ");
            }

            int length = Math.Min(value.Length, Width - _column);
            Add(value[..length]);
            value = value[length..];
        }

        _text.Append("\r\n");
    }

    // A word begins with the blank at which the field may be folded before it.
    private void Word(string word)
    {
        if (_column + word.Length > Width) Fold();
        Add(word);
    }

    private void Fold()
    {
        _text.Append("\r\n");
        _column = 0;
    }

    private void Add(ReadOnlySpan<char> text)
    {
        _text.Append(text);
        _column += text.Length;
    }
}
