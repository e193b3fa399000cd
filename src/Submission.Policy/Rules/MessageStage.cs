using Submission.Policy.Kinds;

namespace Submission.Policy.Rules;

/// <summary>The kinds that look into the message can be asked only once it is there.</summary>
internal static class MessageStage
{
    public static void Require(RuleBinder binder)
    {
        if ((binder.Stages & ~PolicyStages.Message) != PolicyStages.None)
            binder.Error(binder.Location, "There is no message yet at every stage of this rule.", "Write stage: message.");
    }
}
