using System.Collections.Immutable;
using Submission.Policy.Counters;
using Submission.Policy.Lookups;

namespace Submission.Policy;

/// <summary>
/// What a rule may see: the facts that the session has gathered so far, and the look-ups. It belongs to one session and changes as the session goes on, so
/// a rule reads it and keeps no reference. Not thread-safe.
/// </summary>
public sealed class PolicyContext
{
    private TransactionId? _id;
    private MessageLookups? _messageLookups;
    private LookupResult<string>? _country;
    private MessageStructure? _namedStructure;
    private ImmutableArray<string> _attachmentNames;

    internal PolicyContext(ClientFacts client, PolicyPorts ports, ICounterStore counters)
    {
        Client = client;
        Ports = ports;
        Lookups = new PolicyLookups(ports);
        Counters = counters;
    }

    /// <summary>The stage that is being judged.</summary>
    public PolicyStage Stage { get; internal set; }

    /// <summary>The id of the transaction, or of the session before there is a transaction.</summary>
    public TransactionId Id => _id ??= TransactionId.Create(Ports.TimeProvider.GetUtcNow());

    /// <summary>The moment at which the stage began to be judged.</summary>
    public DateTimeOffset Now { get; internal set; }

    /// <summary>The client.</summary>
    public ClientFacts Client { get; }

    /// <summary>Whether the connection is encrypted by now.</summary>
    public bool IsTls { get; internal set; }

    /// <summary>Whether the client is one of the policy's <c>webmail_networks</c>.</summary>
    public bool IsWebmail { get; internal set; }

    /// <summary>The name that the client gave with HELO or EHLO; empty before that.</summary>
    public string HeloName { get; internal set; } = "";

    /// <summary>The login that the client last tried to authenticate with, as it was given; empty before that.</summary>
    public string Login { get; internal set; } = "";

    /// <summary>How the last AUTH exchange ended; <see langword="null"/> before the first.</summary>
    public AuthenticationOutcome? Authentication { get; internal set; }

    /// <summary>The account that the client has authenticated with; <see langword="null"/> before that.</summary>
    public AccountFacts? Account { get; internal set; }

    /// <summary>The reverse-path; <see langword="null"/> before MAIL.</summary>
    public EmailAddress? Sender { get; internal set; }

    /// <summary>What was declared with MAIL.</summary>
    public MailParameters Mail { get; internal set; } = MailParameters.None;

    /// <summary>The forward-path that is being judged; <see langword="null"/> outside <see cref="PolicyStage.Rcpt"/>.</summary>
    public EmailAddress? Recipient { get; internal set; }

    /// <summary>The recipients of the transaction that were accepted so far.</summary>
    public IReadOnlyList<EmailAddress> Recipients { get; internal set; } = ImmutableArray<EmailAddress>.Empty;

    /// <summary>The message; <see langword="null"/> before its data has ended.</summary>
    public MessageFacts? Message { get; internal set; }

    /// <summary>What the spam scanner thinks of the message; <see langword="null"/> where no rule has asked it so far.</summary>
    public LookupResult<SpamScan>? Spam { get; internal set; }

    /// <summary>How many messages the session has had accepted.</summary>
    public int SessionMessages { get; internal set; }

    /// <summary>How many recipients the session has had accepted, over all its transactions.</summary>
    public int SessionRecipients { get; internal set; }

    /// <summary>The look-ups: domains, block lists, countries.</summary>
    public PolicyLookups Lookups { get; }

    /// <summary>The counters. What a transaction would use up is better left to a limit, which reserves it; here a rule can read, or record what has happened.</summary>
    public ICounterStore Counters { get; }

    /// <summary>The country of the client; looked up at the first call.</summary>
    public LookupResult<string> Country
    {
        get
        {
            if (_country is { } known) return known;
            CountryDataBuiltAt = Ports.Countries?.BuiltAt;
            LookupResult<string> found = Lookups.Country(Client.Address);
            _country = found;
            return found;
        }
    }

    /// <summary>Reads what the message holds; at the first call of a message, later calls get the same answer. <see cref="Message"/> has it from then on.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>See <see cref="IMessageReader.ReadAsync"/>; unavailable outside <see cref="PolicyStage.Message"/>.</returns>
    public async ValueTask<LookupResult<MessageStructure>> ReadMessageAsync(CancellationToken cancellationToken)
    {
        LookupResult<MessageStructure> structure = await MessageLookups.StructureAsync(this, cancellationToken).ConfigureAwait(false);
        if (structure.IsFound && Message is { Structure: null }) Message = Message with { Structure = structure.Value };
        UnreadReason = structure.Reason;
        return structure;
    }

    /// <summary>Scans the message for viruses; at the first call of a message, later calls get the same answer.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>See <see cref="IVirusScanner.ScanAsync"/>; unavailable outside <see cref="PolicyStage.Message"/>.</returns>
    public async ValueTask<LookupResult<string>> ScanForVirusesAsync(CancellationToken cancellationToken) =>
        await MessageLookups.VirusAsync(this, cancellationToken).ConfigureAwait(false);

    /// <summary>Asks whether the message is spam; at the first call of a message, later calls get the same answer. <see cref="Spam"/> has it from then on.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>See <see cref="ISpamScanner.ScanAsync"/>; unavailable outside <see cref="PolicyStage.Message"/>.</returns>
    public async ValueTask<LookupResult<SpamScan>> ScanForSpamAsync(CancellationToken cancellationToken)
    {
        LookupResult<SpamScan> spam = await MessageLookups.SpamAsync(this, cancellationToken).ConfigureAwait(false);
        Spam = spam;
        return spam;
    }

    /// <summary>When the data was made that <see cref="Country"/> was looked up in; <see langword="null"/> where it does not tell, or nothing was looked up.</summary>
    internal DateTimeOffset? CountryDataBuiltAt { get; private set; }

    /// <summary>Whether the last AUTH exchange failed with the same password as the one before it; <see langword="null"/> where that is not known.</summary>
    internal bool? IsRepeatedPassword { get; set; }

    /// <summary>What has been asked about the message.</summary>
    internal MessageLookups MessageLookups => _messageLookups ??= new MessageLookups(Ports);

    /// <summary>Why the message could not be read; <see langword="null"/> where it was read, or nobody has tried.</summary>
    internal string? UnreadReason { get; set; }

    /// <summary>The names of the attachments, each once; none before the message has been read.</summary>
    internal ImmutableArray<string> AttachmentNames
    {
        get
        {
            if (Message?.Structure is not { } structure) return [];
            if (ReferenceEquals(_namedStructure, structure)) return _attachmentNames;
            _namedStructure = structure;
            return _attachmentNames = [.. structure.Attachments.Select(static attachment => attachment.Name).Distinct(StringComparer.Ordinal)];
        }
    }

    /// <summary>The hosts that added the fields Received of the message, the newest first; none before the message has been read.</summary>
    internal ImmutableArray<string> ReceivedBy => Message?.Structure is { } structure ? [.. structure.Received.Select(static hop => hop.By)] : [];

    /// <summary>The mail servers that the host trusts, besides those that a rule names.</summary>
    internal IList<string> TrustedRelays => Ports.TrustedRelays;

    /// <summary>What the policy needs from outside.</summary>
    internal PolicyPorts Ports { get; }

    /// <summary>The id where somebody has asked for it: it is made then, for most verdicts need none.</summary>
    internal TransactionId? KnownId
    {
        get => _id;
        set => _id = value;
    }

    /// <summary>What limits on attempts have charged in this transaction for the message as a whole, so that it is charged once.</summary>
    internal List<CounterCharge>? Attempted { get; set; }

    /// <summary>Reserves the charges of a limit that stands within another rule; set by the engine. The first argument is the limit.</summary>
    internal Func<IPolicyRule, CancellationToken, ValueTask<Verdict>>? ReserveNow { get; set; }
}
