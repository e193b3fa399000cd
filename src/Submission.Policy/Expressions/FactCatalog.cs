using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using Submission.Policy.Lookups;

namespace Submission.Policy.Expressions;

/// <summary>All facts that expressions and replies can name.</summary>
internal static class FactCatalog
{
    private const PolicyStages FromMessage = PolicyStages.Message;
    private const PolicyStages FromRcpt = FromMessage | PolicyStages.Rcpt;
    private const PolicyStages FromMail = FromRcpt | PolicyStages.Mail;
    private const PolicyStages FromAuth = FromMail | PolicyStages.Auth;
    private const PolicyStages FromHelo = FromAuth | PolicyStages.Helo;
    private const PolicyStages FromConnect = FromHelo | PolicyStages.Connect;

    /// <summary>Every fact, in the order of the documentation.</summary>
    public static ImmutableArray<Fact> All { get; } =
    [
        Address("client.ip", FromConnect, "The client's address.", static (ref e) => e.Context.Client.Address),
        Text("client.country", FromConnect, "The client's country, ISO 3166-1 alpha-2 in upper case; empty where the database knows none.", Country, FactForm.Country),
        Truth("client.webmail", FromConnect, "Whether the client is in lists.webmail_networks.", static (ref e) => e.Context.IsWebmail),
        Truth("client.tls", FromConnect, "Whether the connection is encrypted by now.", static (ref e) => e.Context.IsTls),
        Text("helo.name", FromHelo, "The name that the client gave with HELO or EHLO, as it was given.", static (ref e) => e.Context.HeloName),
        Text("account.login", FromAuth, "The canonical login of the account.", static (ref e) => Account(ref e)?.Login ?? "", FactForm.Address),
        Text("account.domain", FromAuth, "The canonical domain of the account.", static (ref e) => Account(ref e)?.Domain ?? "", FactForm.Domain),
        Texts("account.aliases", FromAuth, "The other domains that belong to the account's.", static (ref e) => Account(ref e)?.Aliases ?? [], FactForm.Domain),
        Texts("account.external_senders", FromAuth, "Addresses of other domains registered on the account.", static (ref e) => Account(ref e)?.ExternalSenders ?? [], FactForm.Address),
        Texts("account.countries", FromAuth, "Countries that the account's domain may send from besides the policy's.", static (ref e) => Account(ref e)?.Countries ?? [], FactForm.Country),
        Text("sender.address", FromMail, "The canonical reverse-path; empty for the null reverse-path.", static (ref e) => Sender(ref e).Canonical, FactForm.Address),
        Text("sender.domain", FromMail, "The canonical domain of the reverse-path; empty for the null reverse-path.", static (ref e) => Sender(ref e).DomainText, FactForm.Domain),
        Text("recipient.address", PolicyStages.Rcpt, "The canonical forward-path.", static (ref e) => Recipient(ref e).Canonical, FactForm.Address),
        Text("recipient.domain", PolicyStages.Rcpt, "The canonical domain of the forward-path.", static (ref e) => Recipient(ref e).DomainText, FactForm.Domain),
        Number("recipients.count", FromRcpt, "How many recipients of the transaction were accepted so far.", static (ref e) => e.Context.Recipients.Count),
        Number("message.size", FromMessage, "The real size of the message in octets.", static (ref e) => e.Context.Message?.Size ?? e.Fail("there is no message yet", 0L)),
        Number("message.declared_size", FromMail, "The size declared with MAIL in octets; 0 where none was.", static (ref e) => e.Context.Mail.DeclaredSize ?? 0),
        Texts("message.attachments", FromMessage, "The file names of all parts of the message at any depth, each once, in every plausible reading.", static (ref e) => Structure(ref e) is null ? [] : e.Context.AttachmentNames, FactForm.Free, MessageNeeds.Structure),
        Texts("message.received", FromMessage, "The hosts that added the Received fields of the message's own header, the newest first.", static (ref e) => Structure(ref e) is null ? [] : e.Context.ReceivedBy, FactForm.Free, MessageNeeds.Structure),
        Texts("message.from", FromMessage, "The canonical addresses of the field From.", static (ref e) => Structure(ref e)?.From ?? [], FactForm.Address, MessageNeeds.Structure),
        new("spam.score", FromMessage, new FactNode<double>(ExpressionType.Double, static (ref e) => Spam(ref e)?.Score ?? 0), "The score of the spam scanner.", FactForm.Free, MessageNeeds.Spam),
        new("spam.verdict", FromMessage, new FactNode<string>(ExpressionType.String, static (ref e) => Spam(ref e) is { IsSpam: true } ? "spam" : "ham"), "The spam scanner's own judgement: spam or ham.", FactForm.SpamVerdict, MessageNeeds.Spam),
        Number("session.messages", FromConnect, "How many messages the session has had accepted.", static (ref e) => e.Context.SessionMessages),
        Number("session.recipients", FromConnect, "How many recipients the session has had accepted.", static (ref e) => e.Context.SessionRecipients),
        new("now", FromConnect, new FactNode<DateTimeOffset>(ExpressionType.Timestamp, static (ref e) => e.Context.Now), "The present moment.", FactForm.Free),
    ];

    private static readonly FrozenDictionary<string, Fact> ByName = All.ToFrozenDictionary(static fact => fact.Name, StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> Shorthands = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["account"] = "account.login",
        ["sender"] = "sender.address",
        ["recipient"] = "recipient.address",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The first halves of the dotted names.</summary>
    public static FrozenSet<string> Groups { get; } = All.Select(static fact => fact.Name.Split('.')[0]).Append("lists")
        .Except(["now"], StringComparer.Ordinal).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Finds a fact by its name, or by the first half where that has a meaning of its own.</summary>
    public static bool TryGet(string name, [NotNullWhen(true)] out Fact? fact) =>
        ByName.TryGetValue(Shorthands.GetValueOrDefault(name, name), out fact);

    /// <summary>The fact that a node reads; <see langword="null"/> where it reads none by itself.</summary>
    public static Fact? Find(Node node) => All.FirstOrDefault(fact => ReferenceEquals(fact.Node, node));

    private static Fact Text(string name, PolicyStages stages, string about, FactReader<string> read, FactForm form = FactForm.Free) =>
        new(name, stages, new FactNode<string>(ExpressionType.String, read), about, form);

    private static Fact Texts(string name, PolicyStages stages, string about, FactReader<ImmutableArray<string>> read, FactForm form, MessageNeeds needs = MessageNeeds.None) =>
        new(name, stages, new FactNode<ImmutableArray<string>>(ExpressionType.StringList, read), about, form, needs);

    private static Fact Truth(string name, PolicyStages stages, string about, FactReader<bool> read) =>
        new(name, stages, new FactNode<bool>(ExpressionType.Bool, read), about, FactForm.Free);

    private static Fact Number(string name, PolicyStages stages, string about, FactReader<long> read) =>
        new(name, stages, new FactNode<long>(ExpressionType.Int, read), about, FactForm.Free);

    private static Fact Address(string name, PolicyStages stages, string about, FactReader<IPAddress> read) =>
        new(name, stages, new FactNode<IPAddress>(ExpressionType.Ip, read), about, FactForm.Free);

    private static AccountFacts? Account(ref Evaluation evaluation) =>
        evaluation.Context.Account ?? evaluation.Fail<AccountFacts?>("the client has not authenticated", null);

    private static EmailAddress Sender(ref Evaluation evaluation) =>
        evaluation.Context.Sender ?? evaluation.Fail("there is no sender yet", EmailAddress.NullReversePath);

    private static EmailAddress Recipient(ref Evaluation evaluation) =>
        evaluation.Context.Recipient ?? evaluation.Fail("no recipient is being judged", EmailAddress.NullReversePath);

    private static MessageStructure? Structure(ref Evaluation evaluation) =>
        evaluation.Context.Message?.Structure
            ?? evaluation.Fail<MessageStructure?>("the message could not be read: " + (evaluation.Context.UnreadReason ?? "nobody has read it"), null);

    private static SpamScan? Spam(ref Evaluation evaluation) => evaluation.Context.Spam switch
    {
        { IsFound: true, Value: var scan } => scan,
        { Reason: var reason } => evaluation.Fail<SpamScan?>("the message could not be scanned for spam: " + reason, null),
        null => evaluation.Fail<SpamScan?>("the message could not be scanned for spam: nobody has asked the scanner", null),
    };

    private static string Country(ref Evaluation evaluation)
    {
        LookupResult<string> country = evaluation.Context.Country;
        if (country.IsFound) return country.Value;
        return country.IsAbsent ? "" : evaluation.Fail("the country is not known: " + country.Reason, "");
    }
}
