using Submission.Policy.Expressions;
using Submission.Policy.Kinds;

namespace Submission.Policy.Rules.Authenticate;

/// <summary>Answers the outcome of AUTH, and refuses mail without it (checks 1 to 1c, and 16).</summary>
internal sealed class AuthenticateRule(
    RuleId id, PolicyStages stages, RuleReply wrongPassword, RuleReply unknownUser, RuleReply disabled, RuleReply encryptionRequired, RuleReply required)
    : IPolicyRule, IObservedRule
{
    public RuleId Id { get; } = id;

    public PolicyStages Stages { get; } = stages;

    public IReadOnlyList<Fact> Facts { get; } = FactCatalog.TryGet("account.login", out Fact? fact) ? [fact] : [];

    public ValueTask<Verdict> EvaluateAsync(PolicyContext context, CancellationToken cancellationToken)
    {
        if (context.Stage != PolicyStage.Auth) return new(context.Account is null ? required.Refuse(context, "not authenticated") : Verdict.Accept);
        return new(context.Authentication switch
        {
            AuthenticationOutcome.Succeeded => Verdict.Accept,
            AuthenticationOutcome.WrongPassword => wrongPassword.Refuse(context, "wrong password"),
            AuthenticationOutcome.UnknownUser => unknownUser.Refuse(context, "no such user"),
            AuthenticationOutcome.Disabled => disabled.Refuse(context, "SMTP is disabled for the account"),
            AuthenticationOutcome.EncryptionRequired => encryptionRequired.Refuse(context, "AUTH without TLS"),
            _ => Verdict.Unavailable("the account directory could not answer"),
        });
    }
}
