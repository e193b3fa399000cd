using Submission.Policy.Counters;

namespace Submission.Policy.Client.Mapping;

/// <summary>Reads counters. What .NET's signed numbers cannot hold becomes the largest that they can.</summary>
internal static class CounterReader
{
    public static SubjectUsage Read(Wire.UsageResponse wire) => new([.. wire.Limits.Select(Read)], [.. wire.Blocks.Select(Read)]);

    public static long Amount(ulong wire) => (long)Math.Min(wire, long.MaxValue);

    public static RuleId Rule(string wire) => RuleId.IsValid(wire) ? new RuleId(wire) : default;

    private static WindowUsage Read(Wire.LimitUsage wire) => new(
        Rule(wire.Rule),
        new CounterKey(wire.Scope, wire.Subject),
        wire.Window is null ? null : new CounterWindow(WireTime.Length(wire.Window), Amount(wire.AtMost)),
        Amount(wire.Used),
        wire.HasLeft ? Amount(wire.Left) : null,
        WireTime.MomentOrNull(wire.OpensAt));

    private static CounterBlock Read(Wire.Block wire) =>
        new(new CounterKey(wire.Scope, wire.Subject), WireTime.Moment(wire.Since), WireTime.Moment(wire.Until), wire.Reason);
}
