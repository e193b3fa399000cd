using Submission.Policy.Expressions;

namespace Submission.Policy.Rules;

/// <summary>A rule that tells what must have been found out about the message before it is asked, besides what its facts need.</summary>
internal interface IMessageRule
{
    MessageNeeds Needs { get; }
}
