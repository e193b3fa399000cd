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
        if (FactCatalog.TryGet(source.Value, out Fact? fact)) return new CompiledExpression(source.Value, fact.Node, [fact]);
        found.Add(0, "Only a single fact can be compiled so far.");
        return null;
    }
}
