using System.Globalization;
using System.Net;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;

[assembly: SupportedOSPlatform("linux")]

namespace Submission.GatewayServer.Tests.Processes;

/// <summary>The gateway as a process of its own, on free ports of loopback, with a folder that it may be started in again.</summary>
internal sealed partial class GatewayProcess : IAsyncDisposable
{
    private GatewayProcess(HostProcess process, string folder, IPEndPoint[] listeners, IPEndPoint console)
    {
        Process = process;
        Folder = folder;
        Submission = listeners[0];
        Submissions = listeners[1];
        Console = console;
    }

    public HostProcess Process { get; }

    public string Folder { get; }

    /// <summary>With STARTTLS.</summary>
    public IPEndPoint Submission { get; }

    /// <summary>With implicit TLS.</summary>
    public IPEndPoint Submissions { get; }

    public IPEndPoint Console { get; }

    public string AdminSocket => Path.Combine(Folder, "admin.sock");

    public static async Task<GatewayProcess> StartAsync(GatewaySetup setup, string folder, params (string Name, string Value)[] environment)
    {
        HostProcess process = HostProcess.Run(folder, Command(setup, folder), environment);
        IPEndPoint[] listeners = await process.ListenersAsync(2);
        await process.LogHoldsAsync(" HTTP listens on ");
        return new GatewayProcess(process, folder, listeners, IPEndPoint.Parse(HttpListener().Match(process.Log).Groups["endpoint"].Value));
    }

    /// <summary>The command that starts it. The folder gets what the command needs.</summary>
    public static string[] Command(GatewaySetup setup, string folder)
    {
        WriteFiles(folder);
        string policy = Path.Combine(folder, "policy.yaml");
        File.WriteAllText(policy, setup.Policy);
        var keys = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Hostname"] = "smtp.test.example",
            ["DataDirectory"] = Path.Combine(folder, "data"),
            ["Listeners:0:Endpoint"] = "127.0.0.1:0",
            ["Listeners:1:Endpoint"] = "127.0.0.1:0",
            ["Listeners:1:Tls"] = "implicit",
            ["Certificate:Path"] = Path.Combine(folder, "tls.pem"),
            ["Accounts:Path"] = Path.Combine(folder, "accounts.yaml"),
            ["Policy"] = policy,
            ["Admin:Socket"] = Path.Combine(folder, "admin.sock"),
            ["Console:Endpoint"] = "127.0.0.1:0",
            ["Delivery:SmartHost"] = setup.Internet.ToString(),
            ["Delivery:FirstRetry"] = setup.FirstRetry,
            ["Notices:Wait"] = "0",
        };
        if (setup.Postgres is not null) (keys["Queue:Provider"], keys["Queue:Connection"]) = ("postgres", setup.Postgres);
        if (setup.GoesByMx) keys.Remove("Delivery:SmartHost");
        foreach ((string key, string value) in setup.More) keys[key] = value;
        return ["dotnet", HostProcess.ProgramOf("Submission.GatewayServer", "submission-gateway"), .. keys.Select(static pair => $"--Submission:{pair.Key}={pair.Value}")];
    }

    /// <summary>Asks it to end, and asserts that it ends well.</summary>
    public async Task StopAsync()
    {
        await Process.TerminateAsync();
        int code = await Process.ExitCodeAsync();
        Assert.True(code == 0, string.Create(CultureInfo.InvariantCulture, $"exit code {code}\n{Process.Log}"));
    }

    /// <summary>How many messages are in the queue.</summary>
    public async Task<int> QueuedAsync() => MessageId().Count(await E2E.Tests.Peers.AdminSocket.GetAsync(AdminSocket, "/v1/queue"));

    public ValueTask DisposeAsync() => Process.DisposeAsync();

    private static void WriteFiles(string folder)
    {
        string certificate = Path.Combine(folder, "tls.pem");
        if (File.Exists(certificate)) return;
        File.WriteAllText(Path.Combine(folder, "accounts.yaml"), TestAccount.File(TestAccount.All));
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=smtp.test.example", key, HashAlgorithmName.SHA256);
        using X509Certificate2 made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
        File.WriteAllText(certificate, $"{made.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n");
    }

    [GeneratedRegex(" HTTP listens on (?<endpoint>[^ ,]+),", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex HttpListener();

    [GeneratedRegex("\"id\":\"[0-9A-Za-z]{22}\"", RegexOptions.CultureInvariant)]
    private static partial Regex MessageId();
}
