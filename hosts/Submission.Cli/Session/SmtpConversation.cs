using System.Buffers;
using System.Text;
using Submission.Policy.Specification;

namespace Submission.Cli.Session;

/// <summary>Understands SMTP, line by line, as far as a policy can tell: no more of the protocol than that. Not thread-safe.</summary>
internal sealed class SmtpConversation(PolicyDialog policy)
{
    private static readonly string[] Commands = ["EHLO", "HELO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "SIZE", "RSET", "NOOP", "VRFY", "HELP", "QUIT"];
    private const int MaximumMessage = 64 * 1024 * 1024;
    private readonly AuthDialog _auth = new(policy);
    private ArrayBufferWriter<byte>? _data;

    /// <summary>Whether the next line is the text of a message, whatever it says.</summary>
    public bool IsInData => _data is not null;

    /// <summary>Whether the next line holds credentials.</summary>
    public bool IsInAuth => _auth.IsWaiting;

    public ValueTask<DialogAnswer> SayAsync(string line, CancellationToken cancellationToken)
    {
        if (_data is { } data) return DataAsync(line, data, cancellationToken);
        if (_auth.IsWaiting) return _auth.ContinueAsync(line, cancellationToken);
        line = line.Trim(' ');
        int space = line.IndexOf(' ', StringComparison.Ordinal);
        string command = (space < 0 ? line : line[..space]).ToUpperInvariant();
        return ObeyAsync(command, space < 0 ? "" : line[(space + 1)..].Trim(' '), cancellationToken);
    }

    /// <summary>Forgets what was begun: there is another connection now.</summary>
    public void Forget()
    {
        _data = null;
        _auth.Forget();
    }

    private ValueTask<DialogAnswer> ObeyAsync(string command, string argument, CancellationToken cancellationToken) => command switch
    {
        "EHLO" or "HELO" => argument.Length == 0 || argument.Contains(' ', StringComparison.Ordinal) ? Say(DialogReplies.BadArgument) : policy.HelloAsync(argument, cancellationToken),
        "STARTTLS" => StartTls(),
        "AUTH" => policy.HasGreeted ? _auth.BeginAsync(argument, cancellationToken) : Say(DialogReplies.HelloFirst),
        "MAIL" => MailAsync(argument, cancellationToken),
        "RCPT" => RecipientAsync(argument, cancellationToken),
        "DATA" => BeginData(),
        "SIZE" => MessageAsync(argument, cancellationToken),
        "RSET" => EndAsync(DialogReplies.Ok, closes: false),
        "QUIT" => EndAsync(DialogReplies.Bye, closes: true),
        "NOOP" => Say(DialogReplies.Ok),
        "VRFY" => Say(DialogReplies.CannotVerify),
        "HELP" => ValueTask.FromResult(new DialogAnswer(DialogReplies.Help) { Note = "What can be said here: :help" }),
        "BDAT" => ValueTask.FromResult(new DialogAnswer(DialogReplies.NotImplemented) { Note = "To the policy it is the same as DATA." }),
        _ => ValueTask.FromResult(new DialogAnswer(DialogReplies.Unrecognized) { Note = Spelling.Nearest(command, Commands) is { } nearest ? $"Did you mean {nearest}?" : null }),
    };

    private ValueTask<DialogAnswer> StartTls()
    {
        if (policy.IsTls) return Say(DialogReplies.TlsInUse);
        policy.StartTls();
        return Say(DialogReplies.StartTls);
    }

    private ValueTask<DialogAnswer> MailAsync(string argument, CancellationToken cancellationToken)
    {
        if (!policy.HasGreeted) return Say(DialogReplies.HelloFirst);
        if (policy.IsInTransaction) return Say(DialogReplies.NestedMail);
        return MailPath.Read(argument, isSender: true, out MailPath? path) is { } problem ? Say(problem) : policy.MailAsync(path!.Address, path.Size, cancellationToken);
    }

    private ValueTask<DialogAnswer> RecipientAsync(string argument, CancellationToken cancellationToken)
    {
        if (!policy.IsInTransaction) return Say(DialogReplies.MailFirst);
        return MailPath.Read(argument, isSender: false, out MailPath? path) is { } problem ? Say(problem) : policy.RecipientAsync(path!.Address, cancellationToken);
    }

    private ValueTask<DialogAnswer> BeginData()
    {
        if (MissingForData() is { } problem) return Say(problem);
        _data = new ArrayBufferWriter<byte>();
        return Say(DialogReplies.SendData);
    }

    private ValueTask<DialogAnswer> DataAsync(string line, ArrayBufferWriter<byte> data, CancellationToken cancellationToken)
    {
        if (line is ".")
        {
            _data = null;
            if (data.WrittenCount > MaximumMessage) return Say(DialogReplies.TooLarge);
            return policy.MessageAsync(new DialogMessage(data.WrittenCount) { Octets = data.WrittenMemory }, cancellationToken);
        }

        // As received after dot-unstuffing (RFC 5321, section 4.5.2), with the CRLF that ends the line. What is too large already is only waited out.
        if (data.WrittenCount <= MaximumMessage) data.Write(Encoding.UTF8.GetBytes((line.StartsWith('.') ? line[1..] : line) + "\r\n"));
        return ValueTask.FromResult(DialogAnswer.None);
    }

    private ValueTask<DialogAnswer> MessageAsync(string argument, CancellationToken cancellationToken)
    {
        if (MissingForData() is { } missing) return Say(missing);
        return MessageDescription.Read(argument, out string? problem) is { } message
            ? policy.MessageAsync(message, cancellationToken)
            : ValueTask.FromResult(new DialogAnswer(DialogReplies.BadArgument) { Note = problem });
    }

    private string? MissingForData()
    {
        if (!policy.IsInTransaction) return DialogReplies.MailFirst;
        return policy.HasRecipients ? null : DialogReplies.NoRecipients;
    }

    private async ValueTask<DialogAnswer> EndAsync(string reply, bool closes)
    {
        if (closes) await policy.CloseAsync();
        else await policy.ResetAsync();
        return new DialogAnswer(reply) { Closes = closes };
    }

    private static ValueTask<DialogAnswer> Say(string reply) => ValueTask.FromResult(new DialogAnswer(reply));
}
