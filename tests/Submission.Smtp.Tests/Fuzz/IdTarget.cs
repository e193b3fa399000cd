using System.Numerics;
using System.Text;
using Submission.Policy;

namespace Submission.Smtp.Tests.Fuzz;

/// <summary>The id of a message: 22 digits to the base of 62 that fit into 128 bits, and nothing else; it is written as it was read, and sorts as its text does.</summary>
internal static class IdTarget
{
    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    public static void Run(byte[] input)
    {
        string text = Encoding.UTF8.GetString(input);
        bool isId = TransactionId.TryParse(text, out TransactionId id);
        Assert.Equal(IsIdByTheModel(text), isId);
        if (!isId)
        {
            Assert.Equal(default, id);
            return;
        }

        Assert.Equal(text, id.ToString());
        // Its time may lie beyond what a DateTimeOffset holds only where nobody here made it.
        if (string.CompareOrdinal(text, TransactionId.Create(DateTimeOffset.MaxValue).ToString()) <= 0) Assert.True(id.CreatedAt >= DateTimeOffset.UnixEpoch);
        char[] other = text.ToCharArray();
        Array.Reverse(other);
        if (!TransactionId.TryParse(new string(other), out TransactionId reversed)) return;
        Assert.Equal(Math.Sign(string.CompareOrdinal(text, new string(other))), Math.Sign(id.CompareTo(reversed)));
        Assert.Equal(id == reversed, string.Equals(text, new string(other), StringComparison.Ordinal));
    }

    private static bool IsIdByTheModel(string text)
    {
        if (text.Length != TransactionId.Length) return false;
        BigInteger value = BigInteger.Zero;
        foreach (char c in text)
        {
            int digit = Digits.IndexOf(c, StringComparison.Ordinal);
            if (digit < 0) return false;
            value = (value * 62) + digit;
        }

        return value <= (BigInteger)UInt128.MaxValue;
    }
}
