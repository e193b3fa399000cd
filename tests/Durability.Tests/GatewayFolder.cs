using System.Net;
using System.Text.Json;

namespace Durability.Tests;

/// <summary>The files of one gateway, which stay while its process comes and goes.</summary>
internal sealed class GatewayFolder : IDisposable
{
    public const string Sender = "jan@domena.cz";
    public const string Password = "S3cret-of-Jan!";

    // The lowest cost there is: what bcrypt costs is no matter here.
    private const int Cost = 4;

    private static readonly string Hash = BCrypt.Net.BCrypt.HashPassword(Password, Cost);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("durability-");

    public GatewayFolder(IPEndPoint sink, IReadOnlyDictionary<string, object>? queue = null)
    {
        File.WriteAllText(In("accounts.yaml"), $"accounts:\n  - {{ login: {Sender}, password: \"{Hash}\", smtp: enabled }}\n");
        File.WriteAllText(In("policy.yaml"), """
            policy: durable
            language: 1
            about: Whoever has logged in may send.
            rules: [authentication]
            ---
            rule: authentication
            about: Nobody sends without a login.
            stage: [auth, mail]
            authenticate:
              wrong-password: 535 5.1.0 {id} authentication failed
              unknown-user: 535 5.1.0 {id} authentication rejected
              disabled: 535 5.1.0 {id} authentication rejected access disabled
              encryption-required: 538 5.7.11 {id} encryption required
            reply: 530 5.7.0 Authentication required
            on-error: defer 454 4.7.0 {id} temporary authentication failure
            """);
        var submission = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["Hostname"] = "gateway.example",
            ["Policy"] = In("policy.yaml"),
            ["DataDirectory"] = In("data"),
            ["AllowCleartextAuth"] = true,
            ["Listeners"] = new[] { new { Endpoint = "127.0.0.1:0", Tls = "starttls" } },
            ["Accounts"] = new { Provider = "yaml", Path = In("accounts.yaml") },
            ["Delivery"] = new { SmartHost = sink.ToString(), AllowLoopback = true, FirstRetry = "1s", LongestRetry = "1s" },
            ["Admin"] = new { Socket = AdminSocket },
        };
        if (queue is not null) submission["Queue"] = queue;
        File.WriteAllText(Configuration, JsonSerializer.Serialize(new { Submission = submission, Logging = new { LogLevel = new { Default = "Warning", Submission = "Information" } } }));
    }

    public string Configuration => In("gateway.json");

    public string AdminSocket => In("admin.sock");

    public string In(string name) => Path.Combine(_folder.FullName, name);

    public void Dispose() => _folder.Delete(recursive: true);
}
