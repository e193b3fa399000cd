using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Submission.Policy.Expressions;

/// <summary>
/// One evaluation of an expression: the facts, the variables of <c>exists</c> and <c>all</c>, and the first error that nothing has absorbed yet.
/// It lives on the stack.
/// </summary>
internal struct Evaluation(PolicyContext context)
{
    /// <summary>How deep <c>exists</c> and <c>all</c> may be nested.</summary>
    public const int MaximumVariables = 4;

    /// <summary>How much work <c>exists</c> and <c>all</c> may do together: items times the size of what is asked of each.</summary>
    public const int MaximumSteps = 1_000_000;

    public readonly PolicyContext Context = context;

    /// <summary>What went wrong at run time; <see langword="null"/> where nothing did.</summary>
    public string? Error;

    private int _steps;
    private VariableSlots _variables;

    public readonly bool Failed => Error is not null;

    /// <summary>Ends the evaluation of the present part with an error.</summary>
    public T Fail<T>(string error, T nothing)
    {
        Error ??= error;
        return nothing;
    }

    /// <summary>Takes steps from the budget.</summary>
    public bool TrySpend(int steps)
    {
        _steps += steps;
        if (_steps <= MaximumSteps) return true;
        Error = "the expression takes too many steps";
        return false;
    }

    [UnscopedRef]
    public ref VariableSlot Variable(int index) => ref _variables[index];

    [InlineArray(MaximumVariables)]
    private struct VariableSlots
    {
        private VariableSlot _first;
    }
}

/// <summary>The value of a variable: a text, or a number that holds an int, a bool or the bits of a double.</summary>
internal struct VariableSlot
{
    public long Number;
    public string? Text;
}
