using System.Text;
using System.Text.Unicode;
using Submission.Policy;
using Submission.Smtp.Protocol;

namespace Submission.Smtp.Server;

/// <content>The commands but for TLS, AUTH and the data.</content>
internal sealed partial class SmtpDialog
{
    private const int MaximumHelloLength = 255;

    private static readonly SmtpAnswer InternalError = new SmtpReply(451, new EnhancedStatus(4, 3, 0), "Internal error, try again later");

    private string? _hello;
    private MailCommand? _mail;
    private int _recipients;
    private int _commands;
    private int _idleCommands;

    private ValueTask ObeyLineAsync(ReadOnlySpan<byte> line)
    {
        _hasSpoken = true;
        if (line.IsEmpty || line[^1] != '\r') return RefuseOctets(line);
        line = line[..^1];
        if (!CommandLine.IsText(line)) return RefuseOctets(line);
        if (_auth is not null) return ContinueAuthAsync(line);
        if (++_commands > _options.MaximumCommands) return CloseAtAsync(SmtpBound.Commands, Replies.TooManyCommands);

        CommandLine command = CommandLine.Parse(line);
        // What follows data with a doubtful end may have been meant as data.
        if (_onlyQuit && command.Verb != SmtpVerb.Quit) return RefuseAsync(Replies.OnlyQuit);
        return command.Verb switch
        {
            SmtpVerb.Mail => MailAsync(command.Argument),
            SmtpVerb.Rcpt => RecipientAsync(command.Argument),
            SmtpVerb.Data => command.Argument.IsEmpty ? DataAsync() : RefuseAsync(Replies.BadArgument),
            SmtpVerb.Bdat => ChunkAsync(command.Argument),
            SmtpVerb.Quit => command.Argument.IsEmpty ? CloseAsync(Replies.Bye) : RefuseAsync(Replies.BadArgument),
            SmtpVerb.StartTls => command.Argument.IsEmpty ? StartTlsAsync() : RefuseAsync(Replies.BadArgument),
            SmtpVerb.Expn => RefuseAsync(Replies.NotImplemented),
            SmtpVerb.Foreign => CloseAsync(Replies.WrongProtocol),
            SmtpVerb.Unknown => RefuseAsync(Replies.Unrecognized),
            _ => ++_idleCommands > _options.MaximumIdleCommands ? CloseAtAsync(SmtpBound.IdleCommands, Replies.TooManyCommands) : ObeyIdleAsync(command),
        };
    }

    private ValueTask ObeyIdleAsync(in CommandLine command) => command.Verb switch
    {
        SmtpVerb.Ehlo => HelloAsync(command.Argument, extended: true),
        SmtpVerb.Helo => HelloAsync(command.Argument, extended: false),
        SmtpVerb.Auth => AuthAsync(command.Argument),
        SmtpVerb.Rset => command.Argument.IsEmpty ? ResetAsync() : RefuseAsync(Replies.BadArgument),
        SmtpVerb.Vrfy => command.Argument.IsEmpty ? RefuseAsync(Replies.BadArgument) : SayAsync(Replies.CannotVerify),
        SmtpVerb.Help => SayAsync(Replies.Help),
        _ => SayAsync(Replies.Ok),
    };

    private ValueTask RefuseOctets(ReadOnlySpan<byte> line)
    {
        _auth = null;
        bool isWellFormed = !line.IsEmpty && !line.ContainsAnyInRange((byte)0, (byte)0x08) && !line.ContainsAnyInRange((byte)0x0A, (byte)0x1F);
        return RefuseAsync(isWellFormed && !Utf8.IsValid(line) ? Replies.NotText : Replies.BadLineEnd);
    }

    private ValueTask HelloAsync(ReadOnlySpan<byte> argument, bool extended)
    {
        if (argument.Length is 0 or > MaximumHelloLength || argument.IndexOfAny((byte)' ', (byte)'\t') >= 0) return RefuseAsync(Replies.BadArgument);
        return HelloAsync(Encoding.UTF8.GetString(argument), extended);
    }

    private async ValueTask HelloAsync(string name, bool extended)
    {
        if (_input.Look())
        {
            // Who speaks before the answer has not read it (RFC 2920, section 3.1), and is no mail program as a rule.
            CloseWith(Replies.SpokeBeforeTheAnswer);
            return;
        }

        await EndTransactionAsync().ConfigureAwait(false);
        SmtpAnswer answer = await AskAsync(
            static (session, hello, token) => session.HelloAsync(hello.Name, hello.Extended, token), (Name: name, Extended: extended)).ConfigureAwait(false);
        if (answer.IsPositive)
        {
            _hello = name;
            if (extended) answer = answer with { Reply = null, Lines = null };
        }

        Answer(answer, extended ? _server.Ehlo.For(CanStartTls, CanAuthenticate, CanRequireTls) : _server.Helo);
    }

    private async ValueTask ResetAsync()
    {
        await EndTransactionAsync().ConfigureAwait(false);
        Write(Replies.Ok);
    }

    private ValueTask MailAsync(ReadOnlySpan<byte> argument)
    {
        if (_hello is null) return RefuseAsync(Replies.HelloFirst);
        if (_mail is not null) return RefuseAsync(Replies.NestedMail);
        byte[]? error = MailCommandParser.Parse(argument, _options.MaximumMessageSize, CanRequireTls, out MailCommand? command);
        return error is null ? MailAsync(command!) : RefuseAsync(error);
    }

    private async ValueTask MailAsync(MailCommand command)
    {
        SmtpAnswer answer = await AskAsync(static (session, mail, token) => session.MailAsync(mail, token), command).ConfigureAwait(false);
        if (answer.IsPositive) _mail = command;
        Answer(answer, Replies.SenderOk);
    }

    private ValueTask RecipientAsync(ReadOnlySpan<byte> argument)
    {
        if (_mail is null) return RefuseAsync(Replies.MailFirst);
        if (_chunks is not null) return RefuseAsync(Replies.ChunksBegun);
        byte[]? error = RcptCommandParser.Parse(argument, _mail.Parameters.SmtpUtf8, _options.Hostname, out RcptCommand? command);
        if (error is not null) return RefuseAsync(error);
        if (_recipients < _options.MaximumRecipients) return RecipientAsync(command!);
        Reached(SmtpBound.Recipients);
        return SayAsync(Replies.TooManyRecipients);
    }

    private async ValueTask RecipientAsync(RcptCommand command)
    {
        SmtpAnswer answer = await AskAsync(static (session, recipient, token) => session.RecipientAsync(recipient, token), command).ConfigureAwait(false);
        if (answer.IsPositive) _recipients++;
        Answer(answer, Replies.RecipientOk);
    }

    /// <summary>Ends an open transaction without a message.</summary>
    private async ValueTask EndTransactionAsync()
    {
        if (_mail is null) return;
        ForgetTransaction();
        await AskAsync(
            static async (session, _, _) =>
            {
                await session.ResetAsync().ConfigureAwait(false);
                return SmtpAnswer.Standard;
            },
            0).ConfigureAwait(false);
    }

    private void ForgetTransaction()
    {
        _mail = null;
        _recipients = 0;
        _chunks?.Dispose();
        _chunks = null;
        _chunksScanner = null;
    }
}
