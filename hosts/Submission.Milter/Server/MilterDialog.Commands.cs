using System.Buffers;
using System.Net;
using Microsoft.Extensions.Logging;
using Submission.Milter.Content;
using Submission.Milter.Protocol;
using Submission.Milter.Sessions;
using Submission.Smtp.Content;

namespace Submission.Milter.Server;

/// <content>What the mail server says, in the order in which it may say it.</content>
internal sealed partial class MilterDialog
{
    private ValueTask ObeyAsync(in MilterPacket packet)
    {
        if (packet.Command is MilterCommand.Quit) return End();
        if (packet.Command is MilterCommand.Negotiate) return Negotiate(Flat(packet.Data));
        if (_agreement is not { } agreement) return Fault("it did not begin with the negotiation");
        switch (packet.Command)
        {
            case MilterCommand.Macros:
                return _macros.Take(Flat(packet.Data)) is { } wrong ? Fault(wrong) : ValueTask.CompletedTask;
            case MilterCommand.Connect:
                return ConnectAsync(Flat(packet.Data), agreement);
            case MilterCommand.QuitForNext:
                return NextClientAsync(agreement);
        }

        if (_session is not { } session) return Fault($"{packet.Command} before the client has connected");
        return packet.Command switch
        {
            MilterCommand.Hello => HelloAsync(session, Flat(packet.Data), agreement),
            MilterCommand.Mail => MailAsync(session, Flat(packet.Data)),
            MilterCommand.Recipient => RecipientAsync(session, Flat(packet.Data)),
            MilterCommand.Data => Confirm(agreement, MilterSteps.UnansweredData),
            MilterCommand.Unknown => Confirm(agreement, MilterSteps.UnansweredUnknown),
            MilterCommand.Header => TakeHeader(session, Flat(packet.Data), agreement),
            MilterCommand.EndOfHeaders => Confirm(agreement, MilterSteps.UnansweredEndOfHeaders),
            MilterCommand.Body => TakeBody(session, packet.Data, agreement),
            MilterCommand.EndOfBody => EndMessageAsync(session, packet.Data, agreement),
            MilterCommand.Abort => AbortAsync(session),
            _ => Fault("an unknown command"),
        };
    }

    private ValueTask Negotiate(ReadOnlySpan<byte> data)
    {
        if (_agreement is not null) return Fault("a second negotiation");
        if (!NegotiationOffer.TryRead(data, out NegotiationOffer offer)) return Fault("a negotiation that is too short");
        if (offer.Version < Agreement.LowestVersion) return Fault($"it speaks version {offer.Version} of the protocol, and {Agreement.LowestVersion} is the first that is understood here");
        Agreement agreement = Agreement.On(offer, _server.Stages);
        _agreement = agreement;
        if (_server.Logger.IsEnabled(LogLevel.Debug))
            ConnectionLog.Agreed(_server.Logger, _connection.ConnectionId, agreement.Version, agreement.Actions.ToString(), agreement.Steps.ToString());
        _unflushed += ResponseWriter.Write(_output, agreement);
        return ValueTask.CompletedTask;
    }

    private ValueTask ConnectAsync(ReadOnlySpan<byte> data, in Agreement agreement)
    {
        if (_session is not null) return Fault("a second client on the connection of the first");
        if (!CommandReader.TryReadClient(data, out IPAddress? address)) return Fault("a client whose address cannot be read");
        _session = new MilterSession(_server.Engine.OpenSession(new ClientFacts(address)), _server.Sessions);
        StartTls(_session);
        return ConnectAsync(_session, agreement);
    }

    private async ValueTask ConnectAsync(MilterSession session, Agreement agreement)
    {
        _unsaid = await AskAsync(session.ConnectAsync).ConfigureAwait(false);
        await Confirm(agreement, MilterSteps.UnansweredConnect).ConfigureAwait(false);
    }

    private ValueTask HelloAsync(MilterSession session, ReadOnlySpan<byte> data, in Agreement agreement)
    {
        if (!CommandReader.TryReadText(data, out string? name)) return Fault("a name of a client without an end");
        return HelloAsync(session, name, agreement.Has(MilterSteps.UnansweredHello));
    }

    private async ValueTask HelloAsync(MilterSession session, string name, bool isUnanswered)
    {
        await EndTransactionAsync(session).ConfigureAwait(false);
        StartTls(session);
        SmtpReply? reply = _unsaid ?? await AskAsync(token => session.HelloAsync(name, token)).ConfigureAwait(false);
        if (isUnanswered) _unsaid = reply;
        else Write(reply);
    }

    private ValueTask MailAsync(MilterSession session, ReadOnlySpan<byte> data)
    {
        if (session.IsInTransaction) return Fault("MAIL within a message");
        if (!CommandReader.TryReadPath(data, out ReadOnlySpan<byte> path, out long? size)) return Fault("MAIL without an end");
        StartTls(session);
        if (_unsaid is not null) return Say(_unsaid);
        EmailAddress? sender = EmailAddress.NullReversePath;
        if (!path.IsEmpty && !EmailAddress.TryParse(PacketText.Decode(path), out sender)) return Say(MilterReplies.BadSender);
        var mail = new MilterMail(sender, size, _macros.Login);
        return AnswerAsync(AskAsync(token => session.MailAsync(mail, token)));
    }

    private ValueTask RecipientAsync(MilterSession session, ReadOnlySpan<byte> data)
    {
        if (!session.IsInTransaction) return Fault("RCPT before MAIL");
        if (_message is not null) return Fault("RCPT within the content of a message");
        if (!CommandReader.TryReadPath(data, out ReadOnlySpan<byte> path, out _)) return Fault("RCPT without an end");
        string text = PacketText.Decode(path);
        // RFC 5321, section 4.5.1: the one mailbox that may stand without a domain.
        if (string.Equals(text, "postmaster", StringComparison.OrdinalIgnoreCase)) text = $"postmaster@{_server.Sessions.Hostname}";
        return EmailAddress.TryParse(text, out EmailAddress? recipient)
            ? AnswerAsync(AskAsync(token => session.RecipientAsync(recipient, token)))
            : Say(MilterReplies.BadRecipient);
    }

    private ValueTask TakeHeader(MilterSession session, ReadOnlySpan<byte> data, in Agreement agreement)
    {
        if (!session.IsInTransaction) return Fault("a header field before MAIL");
        if (_message is { IsInBody: true }) return Fault("a header field behind the body");
        PacketText texts = new(data);
        if (!texts.TryTake(out ReadOnlySpan<byte> name) || !texts.TryTake(out ReadOnlySpan<byte> value) || !texts.IsAtEnd) return Fault("a header field without an end");
        Message().TakeHeader(name, value, agreement.Has(MilterSteps.LeadingSpace));
        return Confirm(agreement, MilterSteps.UnansweredHeader);
    }

    private ValueTask TakeBody(MilterSession session, in ReadOnlySequence<byte> chunk, in Agreement agreement)
    {
        if (!session.IsInTransaction) return Fault("a body before MAIL");
        MessageAssembly message = Message();
        message.TakeBody(chunk);
        if (agreement.Has(MilterSteps.UnansweredBody)) return ValueTask.CompletedTask;
        return Say(message.Fault != ContentFault.None && agreement.Has(MilterSteps.Skip) ? MilterResponse.Skip : MilterResponse.Continue);
    }

    private async ValueTask EndMessageAsync(MilterSession session, ReadOnlySequence<byte> chunk, Agreement agreement)
    {
        if (!session.IsInTransaction)
        {
            Violate("the end of a message before MAIL");
            return;
        }

        if (session.Recipients == 0)
        {
            Write(MilterReplies.NoRecipients);
        }
        else
        {
            MessageAssembly assembly = Message();
            if (!chunk.IsEmpty) assembly.TakeBody(chunk);
            MessageBody? body = assembly.Complete();
            if (body is null) WriteFault(assembly);
            else WriteAnswer(await JudgeAsync(session, body, agreement).ConfigureAwait(false), agreement);
        }

        // What was abandoned is still at work on both.
        if (_abandoned is null) await EndTransactionAsync(session).ConfigureAwait(false);
    }

    private ValueTask<MessageAnswer> JudgeAsync(MilterSession session, MessageBody body, in Agreement agreement)
    {
        // Where no rule looks at messages, none is sent, and there is nothing to be said of it.
        MessageFacts facts = agreement.Has(MilterSteps.NoBody) ? new MessageFacts { Size = 0 } : new MessageFacts { Size = body.Length, Content = body };
        string? queueId = _macros.QueueId;
        bool canHold = agreement.Has(MilterActions.Quarantine);
        return AskAsync(token => session.MessageAsync(facts, queueId, canHold, token), _server.Limits.MessageTimeout, (MessageAnswer)MilterReplies.Failed);
    }

    private ValueTask AbortAsync(MilterSession session) => EndTransactionAsync(session);

    private async ValueTask NextClientAsync(Agreement agreement)
    {
        if (_session is { } session)
        {
            await EndTransactionAsync(session).ConfigureAwait(false);
            await session.DisposeAsync().ConfigureAwait(false);
            _session = null;
        }

        // The policy may have been read anew, and there is no second negotiation: what it needs now must be asked for on a connection of its own.
        if (!agreement.Suffices(_server.Stages)) _closing = true;
        _isTls = false;
        _unsaid = null;
        _macros.EndClient();
    }

    private ValueTask EndTransactionAsync(MilterSession session)
    {
        _message?.Dispose();
        _message = null;
        _macros.EndMessage();
        return session.ResetAsync();
    }

    private MessageAssembly Message() => _message ??= new MessageAssembly(_server.Limits, _headers);

    private void StartTls(MilterSession session)
    {
        if (_isTls || !_macros.IsTls) return;
        _isTls = true;
        session.TlsStarted();
    }
}
