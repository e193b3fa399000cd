using System.Collections.Immutable;
using Submission.Policy.Delivery;
using Submission.Policy.Specification;

namespace Submission.Policy.Testing.Cases;

/// <summary>One thing that a client does, or time that passes. Texts may hold <c>{n}</c>, the turn of the innermost repetition.</summary>
internal abstract record CaseStep(SpecLocation Location, string Text)
{
    /// <summary>The session in which it happens; empty for the one that needs no name.</summary>
    public string Session { get; init; } = "";

    /// <summary>What must come of it; <see langword="null"/> where the step has no verdict.</summary>
    public CaseExpectation? Expectation { get; init; }
}

internal sealed record ConnectStep(SpecLocation Location, string Text, string Address, bool IsTls) : CaseStep(Location, Text);

internal sealed record HeloStep(SpecLocation Location, string Text, string Name) : CaseStep(Location, Text);

internal sealed record StartTlsStep(SpecLocation Location, string Text) : CaseStep(Location, Text);

/// <summary>An AUTH exchange; its outcome follows from the accounts unless it is given.</summary>
internal sealed record AuthStep(SpecLocation Location, string Text, string Login, string Password, AuthenticationOutcome? Outcome) : CaseStep(Location, Text);

/// <summary>An AUTH exchange that the client gave up: the policy hears nothing of it.</summary>
internal sealed record CancelledAuthStep(SpecLocation Location, string Text) : CaseStep(Location, Text);

internal sealed record MailStep(SpecLocation Location, string Text, string From, long? Size) : CaseStep(Location, Text);

internal sealed record RcptStep(SpecLocation Location, string Text, string To) : CaseStep(Location, Text);

/// <summary>The data of a message, and its hand-over to the next hop, which may not happen.</summary>
internal sealed record MessageStep(SpecLocation Location, string Text, CaseMessage Message) : CaseStep(Location, Text);

/// <summary>What has become of the latest messages that were accepted; of all of them where there is no count, of those to one recipient where there is one.</summary>
internal sealed record FeedbackStep(SpecLocation Location, string Text, DeliveryEvent Event, int? Count, string? Recipient) : CaseStep(Location, Text);

/// <summary>An operator lifts the blocks of a subject.</summary>
internal sealed record LiftStep(SpecLocation Location, string Text, string Subject) : CaseStep(Location, Text);

internal sealed record ResetStep(SpecLocation Location, string Text) : CaseStep(Location, Text);

internal sealed record QuitStep(SpecLocation Location, string Text) : CaseStep(Location, Text);

internal sealed record AfterStep(SpecLocation Location, string Text, TimeSpan Time) : CaseStep(Location, Text);

internal sealed record RepeatStep(SpecLocation Location, string Text, int Count, ImmutableArray<CaseStep> Steps) : CaseStep(Location, Text);
