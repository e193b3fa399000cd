namespace Submission.Policy.Expressions;

internal enum TokenKind
{
    End,
    Name,
    Symbol,
    Int,
    Double,
    String,
}

/// <summary>A word, sign or literal of an expression.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">Where it begins in the text.</param>
/// <param name="Text">The word or sign, or the value of a string.</param>
/// <param name="Magnitude">The value of an int, without a sign.</param>
/// <param name="Real">The value of a double.</param>
internal readonly record struct Token(TokenKind Kind, int Start, string Text, ulong Magnitude = 0, double Real = 0)
{
    public bool IsSymbol(string symbol) => Kind == TokenKind.Symbol && string.Equals(Text, symbol, StringComparison.Ordinal);

    public bool IsWord(string word) => Kind == TokenKind.Name && string.Equals(Text, word, StringComparison.Ordinal);

    /// <summary>The token as error messages name it.</summary>
    public override string ToString() => Kind switch
    {
        TokenKind.End => "the end",
        TokenKind.String => "a string",
        TokenKind.Int or TokenKind.Double => "a number",
        _ => $"'{Text}'",
    };
}
