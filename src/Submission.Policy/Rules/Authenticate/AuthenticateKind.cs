using Submission.Policy.Kinds;
using Submission.Policy.Specification;

namespace Submission.Policy.Rules.Authenticate;

internal sealed class AuthenticateKind() : RuleKind(new RuleKindDescription(
    "authenticate",
    "Answers failed authentications, and refuses mail without authentication with the rule's reply.",
    [
        new("wrong-password", RuleKindWordType.Reply, true, "The reply to a wrong password."),
        new("unknown-user", RuleKindWordType.Reply, true, "The reply where there is no such account, or the login is not a whole address."),
        new("disabled", RuleKindWordType.Reply, true, "The reply where SMTP is switched off for the account, whatever the password."),
        new("encryption-required", RuleKindWordType.Reply, true, "The reply to AUTH without TLS where that is not allowed."),
    ]))
{
    public override IPolicyRule? Build(RuleBinder binder)
    {
        RuleReply? wrongPassword = binder.ReplyAt("wrong-password", required: true);
        RuleReply? unknownUser = binder.ReplyAt("unknown-user", required: true);
        RuleReply? disabled = binder.ReplyAt("disabled", required: true);
        RuleReply? encryptionRequired = binder.ReplyAt("encryption-required", required: true);
        const PolicyStages Possible = PolicyStages.Auth | PolicyStages.Mail | PolicyStages.Rcpt | PolicyStages.Message;
        if ((binder.Stages & ~Possible) != PolicyStages.None) binder.Error(binder.Location, "Nobody has authenticated at connect or helo.", "Write stage: [auth, mail].");
        if (wrongPassword is null || unknownUser is null || disabled is null || encryptionRequired is null || binder.HasErrors) return null;
        return new AuthenticateRule(binder.Id, binder.Stages, wrongPassword, unknownUser, disabled, encryptionRequired, binder.Reply);
    }
}
