namespace Submission.Policy.Expressions;

/// <summary>Arithmetic of CEL: what does not fit in 64 bits is an error, never another number.</summary>
internal static class Arithmetic
{
    private const string Overflow = "the result does not fit in an int";
    private const string DivisionByZero = "division by zero";
    private const string TimeOverflow = "the result is no time";

    public static long Add(ref Evaluation evaluation, long left, long right)
    {
        long sum = unchecked(left + right);
        return ((left ^ sum) & (right ^ sum)) < 0 ? evaluation.Fail(Overflow, 0L) : sum;
    }

    public static long Subtract(ref Evaluation evaluation, long left, long right)
    {
        long difference = unchecked(left - right);
        return ((left ^ right) & (left ^ difference)) < 0 ? evaluation.Fail(Overflow, 0L) : difference;
    }

    public static long Multiply(ref Evaluation evaluation, long left, long right)
    {
        long high = Math.BigMul(left, right, out long low);
        return high == low >> 63 ? low : evaluation.Fail(Overflow, 0L);
    }

    public static long Divide(ref Evaluation evaluation, long left, long right) =>
        right == 0 ? evaluation.Fail(DivisionByZero, 0L) : left == long.MinValue && right == -1 ? evaluation.Fail(Overflow, 0L) : left / right;

    public static long Remainder(ref Evaluation evaluation, long left, long right) =>
        right == 0 ? evaluation.Fail(DivisionByZero, 0L) : left == long.MinValue && right == -1 ? evaluation.Fail(Overflow, 0L) : left % right;

    public static long Negate(ref Evaluation evaluation, long value) => value == long.MinValue ? evaluation.Fail(Overflow, 0L) : -value;

    public static long ToInt(ref Evaluation evaluation, double value) =>
        value is > -9223372036854775808.0 and < 9223372036854775808.0 ? (long)value : evaluation.Fail(Overflow, 0L);

    public static TimeSpan Add(ref Evaluation evaluation, TimeSpan left, TimeSpan right)
    {
        long ticks = Add(ref evaluation, left.Ticks, right.Ticks);
        return evaluation.Failed ? TimeSpan.Zero : new TimeSpan(ticks);
    }

    public static TimeSpan Subtract(ref Evaluation evaluation, TimeSpan left, TimeSpan right)
    {
        long ticks = Subtract(ref evaluation, left.Ticks, right.Ticks);
        return evaluation.Failed ? TimeSpan.Zero : new TimeSpan(ticks);
    }

    public static TimeSpan Negate(ref Evaluation evaluation, TimeSpan value) => value == TimeSpan.MinValue ? evaluation.Fail(TimeOverflow, value) : -value;

    public static DateTimeOffset Add(ref Evaluation evaluation, DateTimeOffset moment, TimeSpan duration)
    {
        Int128 ticks = (Int128)moment.UtcTicks + duration.Ticks;
        if (ticks < DateTime.MinValue.Ticks || ticks > DateTime.MaxValue.Ticks) return evaluation.Fail(TimeOverflow, moment);
        return new DateTimeOffset((long)ticks, TimeSpan.Zero);
    }

    public static DateTimeOffset Subtract(ref Evaluation evaluation, DateTimeOffset moment, TimeSpan duration) =>
        duration == TimeSpan.MinValue ? evaluation.Fail(TimeOverflow, moment) : Add(ref evaluation, moment, -duration);
}
