using System.Buffers.Text;

namespace Submission.PostfixPolicy.Sessions;

/// <summary>
/// What the instance of Postfix 3 tells: the process in hexadecimal digits, a moment in seconds and microseconds, and a number that counts the transactions of one SMTP session from 0:
/// <c>1f21.6b069ce5.edf6d.0</c>.
/// </summary>
/// <param name="Process">The process.</param>
/// <param name="Transaction">The number of the transaction.</param>
internal readonly record struct InstanceText(ulong Process, int Transaction)
{
    /// <summary>Reads an instance.</summary>
    /// <returns>Whether it has the form that Postfix gives it; whatever has not is only compared.</returns>
    public static bool TryRead(ReadOnlySpan<byte> text, out InstanceText instance)
    {
        instance = default;
        int first = text.IndexOf((byte)'.');
        int last = text.LastIndexOf((byte)'.');
        if (first is <= 0 or > 16 || text.Count((byte)'.') != 3) return false;
        if (!Utf8Parser.TryParse(text[..first], out ulong process, out int used, 'x') || used != first) return false;
        ReadOnlySpan<byte> number = text[(last + 1)..];
        if (!Utf8Parser.TryParse(number, out int transaction, out used) || used != number.Length || transaction < 0) return false;
        instance = new InstanceText(process, transaction);
        return true;
    }

    /// <summary>Whether another instance cannot belong to the same SMTP session as this earlier one: one process serves one client after the other, and counts anew for each.</summary>
    public bool IsOfAnotherSession(InstanceText later) => later.Process != Process || later.Transaction <= Transaction;
}
