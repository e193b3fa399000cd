using System.Text;

namespace Submission.Cli.Output;

/// <summary>Drops the spaces at the end of lines: on a terminal nobody sees what a table is padded with, in a file everybody does.</summary>
internal sealed class TrimmedLineWriter(TextWriter inner) : TextWriter
{
    private int _spaces;

    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value)
    {
        switch (value)
        {
            case ' ':
                _spaces++;
                break;
            case '\r':
                break;
            case '\n':
                _spaces = 0;
                inner.Write('\n');
                break;
            default:
                for (; _spaces > 0; _spaces--) inner.Write(' ');
                inner.Write(value);
                break;
        }
    }

    public override void Flush() => inner.Flush();
}
