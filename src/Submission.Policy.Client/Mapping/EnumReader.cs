using Submission.Policy.Decisions;

namespace Submission.Policy.Client.Mapping;

/// <summary>Reads the words of the service; <see langword="null"/> for one that is not set, or that only a newer service knows.</summary>
internal static class EnumReader
{
    public static PolicyStage? Read(Wire.Stage stage) => stage switch
    {
        Wire.Stage.Connect => PolicyStage.Connect,
        Wire.Stage.Helo => PolicyStage.Helo,
        Wire.Stage.Auth => PolicyStage.Auth,
        Wire.Stage.Mail => PolicyStage.Mail,
        Wire.Stage.Rcpt => PolicyStage.Rcpt,
        Wire.Stage.Message => PolicyStage.Message,
        _ => null,
    };

    public static AuthenticationOutcome? Read(Wire.AuthenticationOutcome outcome) => outcome switch
    {
        Wire.AuthenticationOutcome.Succeeded => AuthenticationOutcome.Succeeded,
        Wire.AuthenticationOutcome.WrongPassword => AuthenticationOutcome.WrongPassword,
        Wire.AuthenticationOutcome.UnknownUser => AuthenticationOutcome.UnknownUser,
        Wire.AuthenticationOutcome.Disabled => AuthenticationOutcome.Disabled,
        Wire.AuthenticationOutcome.Unavailable => AuthenticationOutcome.Unavailable,
        Wire.AuthenticationOutcome.EncryptionRequired => AuthenticationOutcome.EncryptionRequired,
        _ => null,
    };

    public static RuleOutcome? Read(Wire.RuleOutcome outcome) => outcome switch
    {
        Wire.RuleOutcome.Passed => RuleOutcome.Passed,
        Wire.RuleOutcome.Exempt => RuleOutcome.Exempt,
        Wire.RuleOutcome.Decided => RuleOutcome.Decided,
        Wire.RuleOutcome.Shadowed => RuleOutcome.Shadowed,
        Wire.RuleOutcome.Excused => RuleOutcome.Excused,
        _ => null,
    };
}
