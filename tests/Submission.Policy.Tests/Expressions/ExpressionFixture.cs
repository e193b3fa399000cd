using System.Collections.Immutable;
using System.Net;
using Submission.Policy.Counters;
using Submission.Policy.Expressions;
using Submission.Policy.Lookups;
using Submission.Policy.Specification;

namespace Submission.Policy.Tests.Expressions;

/// <summary>A scope with a few lists, a context with all facts, and short ways to compile and evaluate.</summary>
internal static class ExpressionFixture
{
    public static readonly SpecLocation Origin = new("rule.yaml", 7, 12);

    public static readonly Dictionary<string, PolicyList> Lists = new(StringComparer.Ordinal)
    {
        ["big_mail_domains"] = new PolicyList("big_mail_domains", ["seznam.cz", "email.cz", "post.cz"]),
        ["webmail_networks"] = new PolicyList("webmail_networks", ["192.0.2.0/24", "2001:db8:1::/48"]),
        ["allowed_countries"] = new PolicyList("allowed_countries", ["CZ", "SK"]),
        ["shouting"] = new PolicyList("shouting", ["Seznam.cz"]),
        ["nothing"] = new PolicyList("nothing", []),
    };

    public static ExpressionScope Scope(PolicyStages stages = PolicyStages.Rcpt) => new(stages, Lists);

    public static PolicyContext Context(string? country = "CZ", string client = "192.0.2.7") => new(new ClientFacts(IPAddress.Parse(client)), new PolicyPorts { Countries = new Countries(country) }, new InMemoryCounterStore(TimeProvider.System))
    {
        Stage = PolicyStage.Rcpt,
        KnownId = Id,
        Now = new DateTimeOffset(2026, 1, 2, 10, 30, 15, 250, TimeSpan.Zero),
        IsTls = true,
        IsWebmail = true,
        HeloName = "Mail.Example.ORG",
        Login = "Jan@Domena.cz",
        Account = new AccountFacts(
            EmailAddress.Parse("Jan@domena.cz"), [DomainName.Parse("domena.eu"), DomainName.Parse("domena.sk")], [EmailAddress.Parse("jan@elsewhere.example")], ["CN"]),
        Sender = EmailAddress.Parse("Jan.Novak@domena.cz"),
        Recipient = EmailAddress.Parse("Info@mx.seznam.cz"),
        Mail = new MailParameters { DeclaredSize = 2_000_000 },
        Message = new MessageFacts
        {
            Size = 3_000_000,
            Structure = new MessageStructure
            {
                Attachments =
                [
                    new AttachmentName("Invoice.pdf", AttachmentNameSource.Disposition), new AttachmentName("Invoice.pdf", AttachmentNameSource.Type),
                    new AttachmentName("setup.EXE", AttachmentNameSource.Container),
                ],
                Received = [new ReceivedHop("relay.example.net", "ESMTPS"), new ReceivedHop("", ""), new ReceivedHop("origin.example.net", "HTTP")],
                From = ["jan.novak@domena.cz", "nobody"],
            },
        },
        Spam = LookupResult<SpamScan>.Found(new SpamScan(IsSpam: true, 7.5)),
        SessionMessages = 3,
        SessionRecipients = 5,
    };

    public static TransactionId Id { get; } = TransactionId.TryParse("0123456789abcdefABCDEF", out TransactionId id) ? id : throw new InvalidOperationException();

    public static SpecScalar Scalar(string text, bool isQuoted = false) => new(Origin, text, isQuoted);

    public static CompiledExpression Compile(string text, ExpressionType? expected = null, PolicyStages stages = PolicyStages.Rcpt)
    {
        List<SpecError> errors = [];
        CompiledExpression? compiled = ExpressionCompiler.Compile(Scalar(text), Scope(stages), expected, errors);
        Assert.Empty(errors);
        return Assert.IsType<CompiledExpression>(compiled);
    }

    /// <summary>The errors as <c>offset: message mend</c>, the offset counted in the text from 0.</summary>
    public static ImmutableArray<string> Errors(string text, ExpressionType? expected = null, PolicyStages stages = PolicyStages.Rcpt)
    {
        List<SpecError> errors = [];
        CompiledExpression? compiled = ExpressionCompiler.Compile(Scalar(text), Scope(stages), expected, errors);
        Assert.Equal(errors.Count == 0, compiled is not null);
        return [.. errors.Select(static error => $"{error.Location.Column - Origin.Column}: {error.Message}{(error.Mend is null ? "" : " " + error.Mend)}")];
    }

    /// <summary>The value as text, or <c>error: …</c>.</summary>
    public static string Evaluate(string text, PolicyContext? context = null, PolicyStages stages = PolicyStages.Rcpt)
    {
        List<SpecError> errors = [];
        CompiledExpression? compiled = ExpressionCompiler.Compile(Scalar(text), Scope(stages), null, errors);
        if (compiled is null) return "does not compile: " + string.Join(" | ", errors);
        context ??= Context();
        string? error;
        switch (compiled.Type)
        {
            case ExpressionType.Bool:
                return compiled.TryEvaluateBool(context, out bool truth, out error) ? (truth ? "true" : "false") : "error: " + error;
            case ExpressionType.Int:
                return compiled.TryEvaluateInt(context, out long number, out error) ? ValueText.Of(number) : "error: " + error;
            case ExpressionType.String:
                return compiled.TryEvaluateString(context, out string? value, out error) ? value : "error: " + error;
            default:
                return "a " + compiled.Type.Text();
        }
    }

    private sealed class Countries(string? country) : ICountryLookup
    {
        public LookupResult<string> Find(IPAddress address) => country switch
        {
            null => LookupResult<string>.Unavailable("no database"),
            "" => LookupResult<string>.Absent("unknown"),
            _ => LookupResult<string>.Found(country),
        };
    }
}
