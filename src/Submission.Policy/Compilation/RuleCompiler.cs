using System.Collections.Immutable;
using Submission.Policy.Composition;
using Submission.Policy.Engine;
using Submission.Policy.Expressions;
using Submission.Policy.Kinds;
using Submission.Policy.Specification;

namespace Submission.Policy.Compilation;

/// <summary>Turns one rule as it was written into one that can judge.</summary>
internal sealed class RuleCompiler(RuleKindCatalog kinds, IReadOnlyDictionary<string, PolicyList> lists, ICollection<SpecError> errors)
{
    private static readonly string[] ThenWords = ["refuse", "defer", "close", "hold"];

    public CompiledRule? Compile(RuleSpec spec)
    {
        var found = new List<SpecError>();
        CompiledRule? rule = Compile(spec, found);
        foreach (SpecError error in found) errors.Add(error with { Rule = spec.Id.Value });
        return found.Count == 0 ? rule : null;
    }

    private CompiledRule? Compile(RuleSpec spec, List<SpecError> found)
    {
        SpecMapping body = spec.Body;
        if (!RuleId.IsValid(spec.Id.Value))
        {
            found.Add(new SpecError(spec.Id.Location, $"'{spec.Id.Value}' is not a rule id.", "Write lower-case letters, digits and single hyphens, beginning with a letter."));
            return null;
        }

        (RuleKind Kind, SpecEntry Entry)? chosen = ChooseKind(body, found);
        if (!body.TryGet(CommonWords.About, out SpecEntry? aboutEntry)) found.Add(new SpecError(body.Location, "The word 'about' is missing.", "Say in one sentence what the rule is for."));
        PolicyStages stages = StageWords.Read(body, found);
        var scope = new ExpressionScope(stages, lists);
        RuleReply? reply = ReadReply(body, scope, chosen?.Kind, found);
        ImmutableArray<RuleCondition> conditions = ReadConditions(body, scope, found);
        RuleMode mode = ReadMode(body, found);
        ErrorAction? onError = ReadOnError(body, scope, found);
        if (chosen is not { } kind) return null;
        // Without a stage there is no rule, but there may be more errors to tell. A kind registered in C# may not expect to be asked.
        if (stages == PolicyStages.None && !RuleKindCatalog.BuiltIn.Contains(kind.Kind)) return null;

        var binder = new RuleBinder(new RuleId(spec.Id.Value), kind.Entry.Value, scope, reply, found);
        IPolicyRule? rule = kind.Kind.Build(binder);
        binder.RejectUnknownWords();
        if (rule is null)
        {
            if (found.Count == 0) found.Add(new SpecError(kind.Entry.Value.Location, $"The kind '{kind.Kind.Name}' made no rule of this."));
            return null;
        }

        // A kind may judge at more stages than were written: what stands around it must be known there, too.
        if (found.Count == 0 && (rule.Stages & ~stages) != PolicyStages.None)
        {
            ExpressionScope wider = scope with { Stages = rule.Stages };
            ReadReply(body, wider, kind.Kind, found);
            ReadConditions(body, wider, found);
            ReadOnError(body, wider, found);
        }

        if (onError is { IsShare: true } && !ErrorAction.IsShareable(rule) && Scalar(body, CommonWords.OnError, found) is { } shared)
            found.Add(new SpecError(shared.Location, "'on-error: share' is for limits and budgets of what is accepted.", "Write accept, defer or refuse."));
        string about = (aboutEntry?.Value as SpecScalar)?.Value ?? "";
        return new CompiledRule(new DecoratedRule(rule, new Decoration(conditions, mode, onError)), kind.Kind.Name, about, binder.Needs, RuleKindCatalog.BuiltIn.Contains(kind.Kind));
    }

    private (RuleKind Kind, SpecEntry Entry)? ChooseKind(SpecMapping body, List<SpecError> found)
    {
        (RuleKind Kind, SpecEntry Entry)? chosen = null;
        bool unknown = false;
        foreach (SpecEntry entry in body.Entries)
        {
            string word = entry.Key.Value;
            if (CommonWords.All.Contains(word)) continue;
            if (kinds.TryGet(word, out RuleKind? kind))
            {
                if (chosen is null) chosen = (kind, entry);
                else found.Add(new SpecError(entry.Key.Location, $"A second kind: '{word}', beside '{chosen.Value.Kind.Name}'.", "Write two rules; a rule has exactly one kind."));
            }
            else
            {
                unknown = true;
                found.Add(new SpecError(entry.Key.Location, $"Unknown word '{word}'.", RuleBinder.Suggest(word, CommonWords.All.Concat(kinds.Names))));
            }
        }

        if (chosen is null && !unknown)
            found.Add(new SpecError(body.Location, "The rule has no kind.", $"Write exactly one of: {string.Join(", ", kinds.Names.Order(StringComparer.Ordinal))}."));
        return chosen;
    }

    private static RuleReply? ReadReply(SpecMapping body, ExpressionScope scope, RuleKind? kind, List<SpecError> found)
    {
        string? then = Scalar(body, CommonWords.Then, found)?.Value;
        if (then is not null && !ThenWords.Contains(then, StringComparer.Ordinal))
        {
            found.Add(new SpecError(Scalar(body, CommonWords.Then, found)!.Location, $"'{then}' is not an action.", RuleBinder.Suggest(then, ThenWords)));
            then = null;
        }

        const PolicyStages BeforeMail = PolicyStages.Connect | PolicyStages.Helo | PolicyStages.Auth;
        if (string.Equals(then, "hold", StringComparison.Ordinal) && (scope.Stages & BeforeMail) != PolicyStages.None)
            found.Add(new SpecError(Scalar(body, CommonWords.Then, found)!.Location, "There is no message to hold before mail.", "Write stage: mail, rcpt or message."));

        SpecScalar? text = Scalar(body, CommonWords.Reply, found);
        SpecScalar? help = Scalar(body, CommonWords.Help, found);
        if (text is null)
        {
            if (string.Equals(then, "hold", StringComparison.Ordinal)) return new RuleReply(new SmtpReply(250, null, ""), VerdictKind.Hold);
            if (kind is { NeedsReply: true } && !body.TryGet(CommonWords.Reply, out _))
                found.Add(new SpecError(body.Location, "The word 'reply' is missing.", "Write for example reply: 550 5.7.1 {id} policy violation"));
            return null;
        }

        ReplyTemplate? template = ReplyTemplate.Compile(text, help, scope, found);
        if (template is null) return null;
        bool transient = template.Code < 500;
        VerdictKind action = then switch
        {
            "hold" => VerdictKind.Hold,
            "close" => VerdictKind.Close,
            "defer" => VerdictKind.Defer,
            "refuse" => VerdictKind.Refuse,
            _ => transient ? VerdictKind.Defer : VerdictKind.Refuse,
        };
        if (action == VerdictKind.Defer && !transient)
            found.Add(new SpecError(text.Location, "'then: defer' needs a 4xx reply.", "Write a reply such as 451 4.7.1 ..., or then: refuse."));
        if (action == VerdictKind.Refuse && transient)
            found.Add(new SpecError(text.Location, "'then: refuse' needs a 5xx reply.", "Write a reply such as 550 5.7.1 ..., or then: defer."));
        return new RuleReply(template, action);
    }

    private static ImmutableArray<RuleCondition> ReadConditions(SpecMapping body, ExpressionScope scope, List<SpecError> found)
    {
        ImmutableArray<RuleCondition>.Builder conditions = ImmutableArray.CreateBuilder<RuleCondition>(2);
        foreach ((string word, bool isExemption) in new[] { (CommonWords.When, false), (CommonWords.Unless, true) })
        {
            if (Scalar(body, word, found) is not { } text) continue;
            CompiledExpression? expression = ExpressionCompiler.Compile(text, scope, ExpressionType.Bool, found);
            if (expression is not null) conditions.Add(new ExpressionCondition(expression, isExemption));
        }

        return conditions.ToImmutable();
    }

    private static RuleMode ReadMode(SpecMapping body, List<SpecError> found)
    {
        if (Scalar(body, CommonWords.Mode, found) is not { } text) return RuleMode.Enforce;
        if (!RuleMode.TryParse(text.Value, out RuleMode mode))
            found.Add(new SpecError(text.Location, $"'{text.Value}' is not a mode.", "Write enforce, shadow, or a share such as enforce 10%."));
        return mode;
    }

    private static ErrorAction? ReadOnError(SpecMapping body, ExpressionScope scope, List<SpecError> found)
    {
        if (Scalar(body, CommonWords.OnError, found) is not { } text) return null;
        int space = text.Value.IndexOf(' ', StringComparison.Ordinal);
        string action = space < 0 ? text.Value : text.Value[..space];
        string rest = space < 0 ? "" : text.Value[(space + 1)..].TrimStart();
        if (action is not ("accept" or "defer" or "refuse" or "share"))
        {
            found.Add(new SpecError(text.Location, $"'{action}' is not an action for on-error.", RuleBinder.Suggest(action, ["accept", "defer", "refuse", "share"])));
            return null;
        }

        if (rest.Length == 0)
        {
            if (action is "accept") return ErrorAction.Accept;
            if (action is "share") return ErrorAction.Share;
            if (action is "defer") return ErrorAction.DeferByDefault;
            found.Add(new SpecError(text.Location, "'on-error: refuse' needs a reply.", "Write for example refuse 550 5.7.1 {id} not possible now"));
            return null;
        }

        if (action is "accept" or "share")
        {
            found.Add(new SpecError(text.Location, $"'on-error: {action}' takes no reply."));
            return null;
        }

        var reply = new SpecScalar(text.Location with { Column = text.Location.Column + text.Value.Length - rest.Length }, rest, text.IsQuoted);
        ReplyTemplate? template = ReplyTemplate.Compile(reply, null, scope, found);
        if (template is null) return null;
        if (template.Code < 500 != action is "defer")
            found.Add(new SpecError(reply.Location, $"'{action}' and the reply code {template.Code} disagree.", "defer takes a 4xx reply, refuse a 5xx one."));
        return ErrorAction.With(new RuleReply(template, template.Code < 500 ? VerdictKind.Defer : VerdictKind.Refuse));
    }

    private static SpecScalar? Scalar(SpecMapping body, string word, List<SpecError> found)
    {
        if (!body.TryGet(word, out SpecEntry? entry)) return null;
        if (entry.Value is SpecScalar scalar) return scalar;
        if (!found.Exists(error => error.Location == entry.Value.Location))
            found.Add(new SpecError(entry.Value.Location, $"'{word}' takes a single value.", "Quote a text that begins with [ or {."));
        return null;
    }
}
