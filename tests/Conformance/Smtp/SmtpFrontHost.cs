using System.Net;
using Conformance.Worlds;
using Submission.Hosting.Feedback;
using Submission.Policy.Delivery;
using Submission.Policy.Testing.Running;

namespace Conformance.Smtp;

/// <summary>A host in front of which clients speak SMTP: to itself, or to the mail server that asks it.</summary>
internal abstract class SmtpFrontHost(CaseWorld world, PolicyEngine engine, DeliveryReports reports) : WireCaseHost(world, engine)
{
    /// <summary>Where clients connect to.</summary>
    public abstract IPEndPoint EndPoint { get; }

    /// <summary>How many connections clients have open.</summary>
    public int Connections { get; set; }

    public override ICaseSession OpenSession() => new SmtpCaseSession(this);

    public override async ValueTask<StepOutcome> ReportAsync(DeliveryEvent happened, int? latest, EmailAddress? recipient, CancellationToken cancellationToken)
    {
        // What the host itself has to tell comes first: that a message was taken.
        while (reports.IsTelling) await Task.Delay(1, cancellationToken);
        return await base.ReportAsync(happened, latest, recipient, cancellationToken);
    }

    /// <summary>Lets the mail server behind the host refuse the next message, or take it; why that cannot be.</summary>
    public abstract string? Refuse(bool refuses);

    /// <summary>The reply to a refused message of the mail server behind the host.</summary>
    public abstract bool IsRefusalBehind(string reply);

    /// <summary>What the reply of a step is worth: it may be another server's.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="outcome">What came of the step.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public virtual ValueTask<StepOutcome> WeighAsync(PolicyStage stage, StepOutcome outcome, CancellationToken cancellationToken) => new(outcome);

    /// <summary>Whether what is refused at the connection is said to HELO: the mail server in front greets before the host has answered, and in its own words.</summary>
    public virtual bool AnswersConnectAtHelo => false;

    /// <summary>Why the host does not know at once that a client has given a message up; <see langword="null"/> where it does.</summary>
    public virtual string? WhyResetIsLate => null;

    /// <summary>Waits until the host knows that a connection has ended.</summary>
    public abstract ValueTask ForgetAsync(CancellationToken cancellationToken);
}
