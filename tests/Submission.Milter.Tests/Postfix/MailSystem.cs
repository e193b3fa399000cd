using System.Text;
using Submission.Hosting.Demo;
using Submission.Milter.Tests.Support;
using Submission.Policy.Lookups;

namespace Submission.Milter.Tests.Postfix;

/// <summary>A real Postfix that asks the milter of this process, and passes on to a sink what it accepts.</summary>
internal sealed class MailSystem : IAsyncDisposable
{
    public const string Login = "jan@domena.cz";
    public const string Password = "jan-secret";

    private MailSystem(MilterServer milter, PostfixPeer postfix, DeliveredMail delivered, ScriptedScanners scanners) => (Milter, Postfix, Delivered, Scanners) = (milter, postfix, delivered, scanners);

    public MilterServer Milter { get; }

    public PostfixPeer Postfix { get; }

    public DeliveredMail Delivered { get; }

    /// <summary>They find the texts that every scanner takes for what it looks for.</summary>
    public ScriptedScanners Scanners { get; }

    /// <param name="policy">The policy as YAML; <see langword="null"/> for the Forpsi policy.</param>
    /// <param name="onUnixSocket">Whether Postfix finds the milter at a unix socket.</param>
    public static async Task<MailSystem> StartAsync(string? policy = null, bool onUnixSocket = false)
    {
        var scanners = new ScriptedScanners();
        scanners.Virus = _ => Task.FromResult(
            scanners.Seen!.Contains(DemoScanners.Eicar, StringComparison.Ordinal) ? LookupResult<string>.Found("Eicar-Test-Signature") : LookupResult<string>.Absent("clean"));
        scanners.Spam = () => scanners.Seen!.Contains(DemoScanners.Gtube, StringComparison.Ordinal)
            ? new SpamScan(IsSpam: true, 15) { RequiredScore = 6, Tests = ["GTUBE"] }
            : new SpamScan(IsSpam: false, 0.1);
        MilterServer milter = await MilterServer.StartAsync(policy, scanners: scanners);
        var delivered = new DeliveredMail();
        PostfixPeer postfix = await PostfixPeer.StartAsync(new PostfixPeerOptions
        {
            NextHop = delivered.EndPoint,
            Accounts = new Dictionary<string, string>(StringComparer.Ordinal) { [Login] = Password, ["eva@example.com"] = Password },
            Milters = onUnixSocket ? "unix:" + milter.UnixSocket : $"inet:{milter.EndPoint}",
            Main = ["milter_default_action = tempfail"],
        });
        return new MailSystem(milter, postfix, delivered, scanners);
    }

    /// <summary>Connects, encrypts and authenticates.</summary>
    public async Task<SmtpWire> LogInAsync(string login = Login)
    {
        SmtpWire wire = await SmtpWire.GreetAsync(Postfix.EndPoint);
        await wire.EncryptAsync();
        string secret = Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{login}\0{Password}"));
        Assert.StartsWith("235 ", await wire.AskAsync($"AUTH PLAIN {secret}"), StringComparison.Ordinal);
        return wire;
    }

    /// <summary>Sends a message and gives the reply to it, or the first refusal before.</summary>
    public static async Task<string> SendAsync(SmtpWire wire, string message, string sender = Login, string recipient = "friend@example.net")
    {
        string reply = await wire.AskAsync($"MAIL FROM:<{sender}>");
        if (reply.StartsWith('2')) reply = await wire.AskAsync($"RCPT TO:<{recipient}>");
        if (reply.StartsWith('2')) reply = await wire.AskAsync("DATA");
        if (!reply.StartsWith('3')) return reply;
        await wire.SendAsync(message + "\r\n.\r\n");
        return await wire.ReadAsync();
    }

    /// <summary>Waits for the one message that is delivered.</summary>
    public async Task<string> DeliveredAsync()
    {
        for (int i = 0; i < 1000 && Delivered.Messages.Length == 0; i++) await Task.Delay(20, TestContext.Current.CancellationToken);
        Assert.True(Delivered.Messages.Length == 1, $"{Delivered.Messages.Length} messages. {Postfix.Log()}");
        return Delivered.Messages[0];
    }

    public async ValueTask DisposeAsync()
    {
        await Postfix.DisposeAsync();
        await Delivered.DisposeAsync();
        await Milter.DisposeAsync();
    }
}
