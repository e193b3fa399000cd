using Submission.Policy.Specification;

namespace Submission.Policy.Expressions;

/// <summary>Turns the text of an expression into something that can be evaluated. Thread-safe.</summary>
internal static class ExpressionCompiler
{
    /// <summary>The longest expression, in characters.</summary>
    public const int MaximumLength = 8192;

    /// <summary>Compiles an expression.</summary>
    /// <param name="source">The text and its place.</param>
    /// <param name="scope">What it may name.</param>
    /// <param name="expected">The type that it must have; <see langword="null"/> for any.</param>
    /// <param name="errors">Takes everything that is wrong.</param>
    /// <returns>The expression; <see langword="null"/> where something is wrong.</returns>
    public static CompiledExpression? Compile(SpecScalar source, ExpressionScope scope, ExpressionType? expected, ICollection<SpecError> errors)
    {
        ExpressionErrors found = new(source, errors);
        if (source.Value.Length > MaximumLength)
        {
            found.Add(0, "The expression is too long.", "At most 8192 characters are allowed; put long lists under lists:.");
            return null;
        }

        if (new Lexer(source.Value, found).Read() is not { } tokens || new Parser(tokens, found).Parse() is not { } syntax) return null;
        Binder binder = new(scope, found);
        Node? node = expected is { } type ? binder.Bind(syntax, type, "This expression") : binder.Bind(syntax);
        if (node is not null && binder.Facts.IsEmpty && found.Count == 0) CheckConstant(node, found);
        return node is null || found.Count > 0 ? null : new CompiledExpression(source.Value, node, binder.Facts);
    }

    // What reads no fact and fails now fails always.
    private static void CheckConstant(Node node, ExpressionErrors errors)
    {
        Evaluation evaluation = new(null!);
        node.Text(ref evaluation);
        if (evaluation.Failed) errors.Add(0, $"This expression always fails: {evaluation.Error}.");
    }
}
