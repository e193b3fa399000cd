using Submission.Policy.Delivery;
using Submission.Policy.Testing.Cases;
using Submission.Policy.Testing.Running;

namespace Submission.Policy.Testing.Tests.Runner;

/// <summary>A host whose steps come to what a test says, one after another.</summary>
internal sealed class ScriptedHost(params StepOutcome[] outcomes) : ICaseHost, ICaseSession
{
    public const string UnseenRule = "unseen-rule";
    private int _next;

    public bool IsTraced { get; set; }

    public ICaseSession OpenSession() => this;

    public ValueTask AdvanceAsync(TimeSpan time, CancellationToken cancellationToken) => default;

    public ValueTask<StepOutcome> ReportAsync(DeliveryEvent happened, int? latest, EmailAddress? recipient, CancellationToken cancellationToken) => Next();

    public ValueTask<StepOutcome> LiftAsync(string subject, CancellationToken cancellationToken) => Next();

    public string? WhyUnseen(RuleId rule, PolicyStage stage) => rule.Value == UnseenRule && stage == PolicyStage.Mail ? "the host does not see it" : null;

    public ValueTask<StepOutcome> ConnectAsync(string address, bool isTls, CancellationToken cancellationToken) => Next();

    public ValueTask<StepOutcome> HeloAsync(string name, CancellationToken cancellationToken) => Next();

    public ValueTask<StepOutcome> StartTlsAsync(CancellationToken cancellationToken) => Next();

    public ValueTask<StepOutcome> AuthAsync(AuthStep step, string login, string password, CancellationToken cancellationToken) => Next();

    public ValueTask<StepOutcome> CancelAuthAsync(CancellationToken cancellationToken) => Next();

    public ValueTask<StepOutcome> MailAsync(string from, long? size, CancellationToken cancellationToken) => Next();

    public ValueTask<StepOutcome> RecipientAsync(string to, CancellationToken cancellationToken) => Next();

    public ValueTask<StepOutcome> MessageAsync(CaseMessage message, CancellationToken cancellationToken) => Next();

    public ValueTask<StepOutcome> ResetAsync(CancellationToken cancellationToken) => Next();

    public ValueTask EndAsync() => default;

    public ValueTask DisposeAsync() => default;

    private ValueTask<StepOutcome> Next() => new(outcomes[_next++]);
}
