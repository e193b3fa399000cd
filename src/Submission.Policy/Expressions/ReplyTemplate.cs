using System.Collections.Immutable;
using System.Text;
using Submission.Policy.Specification;

namespace Submission.Policy.Expressions;

/// <summary>
/// A reply with <c>{fields}</c>, such as <c>550 5.1.0 &lt;{sender}&gt; sender rejected</c>. What it renders is one line without control characters and never
/// longer than SMTP allows, whatever the fields hold. Immutable and thread-safe.
/// </summary>
internal sealed class ReplyTemplate
{
    /// <summary>The longest reply line in octets, CRLF included (RFC 5321, section 4.5.3.1.5).</summary>
    public const int MaximumLineLength = 512;

    private readonly ImmutableArray<ReplySegment> _segments;
    private readonly string _ending;
    private readonly int _textRoom;

    internal ReplyTemplate(int code, EnhancedStatus status, ImmutableArray<ReplySegment> segments, string ending)
    {
        Code = code;
        Status = status;
        _segments = segments;
        _ending = ending;
        _textRoom = RoomForText(status, ending);
        Facts = [.. segments.Select(static segment => segment.Field?.Fact).OfType<Fact>().Distinct()];
        Needs = Facts.Needs();
    }

    /// <summary>The reply code, 421 to 599.</summary>
    public int Code { get; }

    /// <summary>The enhanced status, of the same class as the code.</summary>
    public EnhancedStatus Status { get; }

    /// <summary>The facts that it shows, each once; fields that are no facts, such as <c>{id}</c>, are not among them.</summary>
    public ImmutableArray<Fact> Facts { get; }

    /// <summary>What must have been found out about the message before it can be rendered whole.</summary>
    public MessageNeeds Needs { get; }

    /// <summary>Compiles a reply.</summary>
    /// <param name="source">Code, enhanced status and text.</param>
    /// <param name="help">An address that is appended as <c>, see …</c>; <see langword="null"/> for none.</param>
    /// <param name="scope">The stages at which the fields must be known.</param>
    /// <param name="errors">Takes everything that is wrong.</param>
    /// <returns>The template; <see langword="null"/> where something is wrong.</returns>
    public static ReplyTemplate? Compile(SpecScalar source, SpecScalar? help, ExpressionScope scope, ICollection<SpecError> errors) =>
        ReplyTemplateParser.Parse(source, help, scope, errors);

    /// <summary>Fills the fields in.</summary>
    public SmtpReply Render(PolicyContext context)
    {
        StringBuilder text = new(128);
        int room = _textRoom;
        foreach (ReplySegment segment in _segments) room = ReplyText.Append(text, segment.Field is { } field ? field.Read(context) : segment.Text, room);
        text.Append(_ending);
        return new SmtpReply(Code, Status, text.ToString());
    }

    /// <summary>The octets that are left for the text between the codes and the ending.</summary>
    internal static int RoomForText(EnhancedStatus status, string ending) =>
        MaximumLineLength - "550 ".Length - status.ToString().Length - " \r\n".Length - Encoding.UTF8.GetByteCount(ending);
}

/// <summary>A piece of a reply: a text as it is, or a field.</summary>
internal readonly record struct ReplySegment(string Text, ReplyField? Field);
