using System.Globalization;
using System.Net;
using Submission.Policy;
using Submission.Policy.Delivery;
using Submission.Policy.Specification;
using Submission.Policy.Testing;

namespace Submission.Cli.Session;

/// <summary>The lines that begin with a colon: they tell what is the case in the world of the dialog. Not thread-safe.</summary>
internal sealed class FactCommands(FakeWorld world, PolicyEngine engine, PolicyDialog policy, SmtpConversation conversation)
{
    /// <summary>From where a client connects that does not say.</summary>
    public const string DefaultClient = "198.51.100.7";

    /// <summary>Whether what the rules saw is left out.</summary>
    public bool IsQuiet { get; set; }

    public ValueTask<DialogAnswer> ObeyAsync(string line, CancellationToken cancellationToken)
    {
        string[] words = line[1..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0) return Told(FactHelp.Text);
        string[] arguments = words[1..];
        return words[0] switch
        {
            "connect" => ConnectAsync(arguments, cancellationToken),
            "tls" => StartTls(),
            "after" => After(arguments),
            "account" => Done(AccountFact.Read(arguments, world)),
            "dns" => Done(DnsFact.Read(arguments, world)),
            "country" => Done(CountryFact.Read(arguments, world)),
            "blocklist" => Done(BlocklistFact.Read(arguments, world)),
            "virus" => Done(ScannerFact.ReadVirus(arguments, world)),
            "spam" => Done(ScannerFact.ReadSpam(arguments, world)),
            "queued" => DeliveryAsync(DeliveryEvent.Queued, arguments, cancellationToken),
            "delivered" => DeliveryAsync(DeliveryEvent.Delivered, arguments, cancellationToken),
            "bounced" => DeliveryAsync(DeliveryEvent.Bounced, arguments, cancellationToken),
            "lift" => LiftAsync(arguments, cancellationToken),
            "cleartext" => Cleartext(arguments),
            "quiet" => Quiet(true),
            "verbose" => Quiet(false),
            "demo" => DemoAsync(cancellationToken),
            "help" => Told(FactHelp.Text),
            _ => Wrong(Spelling.Nearest(words[0], FactHelp.Names) is { } nearest ? $"':{words[0]}' is no command. Did you mean ':{nearest}'?" : $"':{words[0]}' is no command. :help lists them."),
        };
    }

    private ValueTask<DialogAnswer> ConnectAsync(string[] arguments, CancellationToken cancellationToken)
    {
        bool isTls = arguments is [.., "tls"];
        string address = arguments is [] or ["tls"] ? DefaultClient : arguments[0];
        if (arguments.Length > (isTls ? 2 : 1) || !IPAddress.TryParse(address, out IPAddress? client)) return Wrong("Say :connect with an address, for example :connect 198.51.100.7, and tls behind it for implicit TLS.");
        conversation.Forget();
        return policy.ConnectAsync(client, isTls, cancellationToken);
    }

    private ValueTask<DialogAnswer> StartTls()
    {
        if (!policy.IsConnected) return Wrong("There is no connection; :connect opens one.");
        if (policy.IsTls) return Told("The connection is encrypted already.");
        policy.StartTls();
        return Told("Encrypted; say EHLO again.");
    }

    private ValueTask<DialogAnswer> After(string[] arguments)
    {
        if (arguments.Length != 1 || !DurationText.TryParse(arguments[0], out TimeSpan time)) return Wrong("Say :after with a span of time, for example :after 61s or :after 1h30m.");
        world.Clock.Advance(time);
        return Told(string.Create(CultureInfo.InvariantCulture, $"It is {world.Clock.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss'Z'} now."));
    }

    private ValueTask<DialogAnswer> Cleartext(string[] arguments)
    {
        if (arguments is not ["allowed" or "refused"]) return Wrong("Say :cleartext allowed, or :cleartext refused.");
        world.AllowsCleartextAuth = arguments is ["allowed"];
        return Told();
    }

    private ValueTask<DialogAnswer> DeliveryAsync(DeliveryEvent happened, string[] arguments, CancellationToken cancellationToken) =>
        DeliveryFact.ObeyAsync(happened, arguments, world, engine, cancellationToken);

    private async ValueTask<DialogAnswer> LiftAsync(string[] arguments, CancellationToken cancellationToken)
    {
        if (arguments.Length != 1) return DialogAnswer.Wrong("Say :lift with a login, an address or an IP address, for example :lift jan@domena.cz.");
        int count = await engine.Usage.LiftAsync(arguments[0], null, cancellationToken);
        return DialogAnswer.Told(count == 0 ? $"There is no block of {arguments[0]}." : string.Create(CultureInfo.InvariantCulture, $"lifted {count} {(count == 1 ? "block" : "blocks")} of {arguments[0]}"));
    }

    private ValueTask<DialogAnswer> Quiet(bool isQuiet)
    {
        IsQuiet = isQuiet;
        return Told();
    }

    private async ValueTask<DialogAnswer> DemoAsync(CancellationToken cancellationToken)
    {
        foreach (string line in FactHelp.Demo) await ObeyAsync(line, cancellationToken);
        return DialogAnswer.Told(string.Join('\n', FactHelp.Demo.Prepend("The same as:")));
    }

    private static ValueTask<DialogAnswer> Done(string? problem) => problem is null ? Told() : Wrong(problem);

    private static ValueTask<DialogAnswer> Told(string? note = null) => ValueTask.FromResult(DialogAnswer.Told(note));

    private static ValueTask<DialogAnswer> Wrong(string problem) => ValueTask.FromResult(DialogAnswer.Wrong(problem));
}
