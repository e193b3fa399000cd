using System.Collections.Immutable;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Submission.Gateway.Delivery;
using Submission.Gateway.Dsn;
using Submission.Gateway.Queue;
using Submission.Smtp.Content;
using Submission.Smtp.Protocol;

namespace Submission.Gateway.Tests.Dsn;

/// <summary>A message and what became of it, at a fixed time and with fixed ids.</summary>
internal sealed record NoticeCase
{
    public static readonly DateTimeOffset Accepted = new(2026, 11, 29, 8, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset Tried = Accepted.AddMinutes(3);
    public static readonly TransactionId OriginalId = Id("0Nq3fWc7Jt2yKx9vRb5LdA");
    public static readonly TransactionId NoticeId = Id("0Nq3gHs1Pz8mUe4nTc6WkB");

    public const string PlainMessage =
        "From: Jan =?utf-8?Q?Nov=C3=A1k?= <jan@domena.cz>\r\nTo: eva@example.org\r\nSubject: =?utf-8?B?RmFrdHVyYSDEjS4gMTE0?=\r\n" +
        "Message-ID: <20261129.1@domena.cz>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nHello Eva,\r\n.a line with a dot\r\n--=_0Nq3\r\nthe end\r\n";

    public string Sender { get; init; } = "jan@domena.cz";

    public SmtpMailParameters Parameters { get; init; } = SmtpMailParameters.None;

    public IReadOnlyList<QueuedRecipient> Recipients { get; init; } = [];

    public byte[]? Message { get; init; } = Encoding.UTF8.GetBytes(PlainMessage);

    public GatewayOptions Options { get; init; } = new() { Hostname = "gw.domena.cz" };

    public static QueuedRecipient Recipient(OwedNotice notice, string address, RecipientOutcome? last, SmtpRcptParameters? parameters = null) => new()
    {
        Command = new RcptCommand(EmailAddress.Parse(address), parameters ?? SmtpRcptParameters.None),
        Ordinal = 0,
        Last = last,
        Notice = notice,
    };

    /// <summary>A reply, as the engine keeps it: its text shows code and status, its lines do not.</summary>
    public static RecipientOutcome Reply(RecipientOutcomeKind kind, int code, string status, params ReadOnlySpan<string> lines) => new()
    {
        Kind = kind,
        Status = Status(status),
        Text = $"{code} {status} {lines[^1]}",
        ReplyCode = code,
        ReplyLines = ImmutableArray.Create(lines),
        RemoteHost = "mx1.example.org",
        RemoteEndPoint = "192.0.2.25:25",
        At = Tried,
    };

    public static RecipientOutcome NoReply(RecipientOutcomeKind kind, string status, string text) => new() { Kind = kind, Status = Status(status), Text = text, At = Tried };

    public OwedNotices Owed()
    {
        QueuedMessage message = new()
        {
            Number = 1,
            Id = OriginalId,
            Mail = new MailCommand(Sender.Length == 0 ? EmailAddress.NullReversePath : EmailAddress.Parse(Sender), Parameters),
            AcceptedAt = Accepted,
            Size = Message?.Length ?? 0,
            Prefix = "Received: from client.internal ([10.9.8.7]) by gw.domena.cz\r\n"u8.ToArray(),
            Deliveries = 1,
            Client = System.Net.IPAddress.Parse("10.9.8.7"),
            Account = "account-of-jan",
        };
        List<QueuedDelivery> deliveries = [];
        for (int i = 0; i < Recipients.Count; i++)
        {
            deliveries.Add(new QueuedDelivery
            {
                Number = i + 1,
                Message = message,
                Destination = Recipients[i].Command.ForwardPath.DomainText,
                Recipients = [Recipients[i] with { Ordinal = i }],
                State = DeliveryState.Finished,
            });
        }

        return new OwedNotices(message, deliveries, 1);
    }

    public async Task<NewMessage?> WriteAsync()
    {
        NoticeWriter writer = new(Options, new FakeTimeProvider(Accepted.AddMinutes(5)), () => NoticeId);
        return await writer.WriteAsync(Owed(), Message is null ? null : MessageBody.FromMemory(Message), TestContext.Current.CancellationToken);
    }

    public async Task<byte[]> OctetsAsync()
    {
        NewMessage? notice = await WriteAsync();
        Assert.NotNull(notice);
        Assert.True(notice.Body.TryGetMemory(out ReadOnlyMemory<byte> octets));
        return octets.ToArray();
    }

    private static EnhancedStatus Status(string text) => EnhancedStatus.TryParse(text, out EnhancedStatus status) ? status : throw new FormatException(text);

    private static TransactionId Id(string text) => TransactionId.TryParse(text, out TransactionId id) ? id : throw new FormatException(text);
}
