using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace E2E.Tests.Daemon;

/// <summary>The files of one daemon, in a folder of their own.</summary>
internal sealed class DaemonFiles : IDisposable
{
    /// <summary>The failed logins within an hour at which an account is named in the log.</summary>
    public const int AlarmAfter = 15;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("e2e-");

    public string Folder => _folder.FullName;

    public string Accounts => Path.Combine(Folder, "accounts.yaml");

    public string Certificate => Path.Combine(Folder, "tls.pem");

    public string Key => Path.Combine(Folder, "tls.key");

    public string Configuration => Path.Combine(Folder, "daemon.json");

    /// <summary>Where <see cref="CopyPolicy"/> puts the policy.</summary>
    public string Policy => Path.Combine(Folder, "policy");

    public string AdminSocket => Path.Combine(Folder, "admin.sock");

    public string Data => Path.Combine(Folder, "data");

    public void WriteAccounts(params IEnumerable<TestAccount> accounts) => File.WriteAllText(Accounts, TestAccount.File(accounts));

    /// <summary>Writes a certificate that is signed by itself; the key first, so that no moment has one that does not fit for long.</summary>
    /// <returns>Its octets.</returns>
    public byte[] WriteCertificate(string name)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
        File.WriteAllText(Key, key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(Certificate, certificate.ExportCertificatePem());
        return certificate.RawData;
    }

    /// <summary>Copies the shipped policy, so that a test may change it.</summary>
    public void CopyPolicy()
    {
        string shipped = Path.Combine(RepositoryRoot.Path, "specs", "forpsi");
        Directory.CreateDirectory(Path.Combine(Policy, "rules"));
        File.Copy(Path.Combine(shipped, "policy.yaml"), Path.Combine(Policy, "policy.yaml"));
        foreach (string rule in Directory.EnumerateFiles(Path.Combine(shipped, "rules"))) File.Copy(rule, RuleFile(Path.GetFileNameWithoutExtension(rule)));
    }

    public string RuleFile(string rule) => Path.Combine(Policy, "rules", rule + ".yaml");

    public void ChangeRule(string rule, string from, string to)
    {
        string text = File.ReadAllText(RuleFile(rule));
        Assert.Contains(from, text, StringComparison.Ordinal);
        File.WriteAllText(RuleFile(rule), text.Replace(from, to, StringComparison.Ordinal));
    }

    public void WriteConfiguration(DaemonSetup setup)
    {
        var submission = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["Hostname"] = "smtp.test.example",
            ["DataDirectory"] = Data,
            ["Listeners"] = new[] { "starttls", "starttls", "implicit" }.Select(static tls => new { Endpoint = "127.0.0.1:0", Tls = tls }),
            ["Certificate"] = new { Path = Certificate, KeyPath = Key },
            ["TrustedProxies"] = new[] { Peers.Loopback.ProxyNetwork },
            ["Accounts"] = new { Provider = "yaml", Path = Accounts },
            // Failures are answered at once: how long they wait is tested with a clock that a test can move.
            ["PasswordChecks"] = new { FailureDelay = "0s", AlarmAfter },
            ["Dns"] = new { Servers = new[] { setup.NameServer.ToString() } },
            ["NextHop"] = setup.NextHop.ToString(),
        };
        if (setup.HasOwnPolicy) submission["Policy"] = Policy;
        if (setup.PolicyText is not null)
        {
            File.WriteAllText(Policy + ".yaml", setup.PolicyText);
            submission["Policy"] = Policy + ".yaml";
        }

        submission["Scanners"] = new[] { ("Clamd", setup.Clamd), ("Rspamd", setup.Rspamd), ("Spamd", setup.Spamd), ("Timeout", setup.ScannerTimeout) }
            .Where(static scanner => scanner.Item2 is not null).ToDictionary(static scanner => scanner.Item1, static scanner => scanner.Item2);
        submission["Admin"] = new { Socket = AdminSocket };
        if (setup.CountryDatabase is not null) submission["GeoIp"] = new { Database = setup.CountryDatabase };
        var logging = new { LogLevel = new { Default = "Trace" } };
        File.WriteAllText(Configuration, JsonSerializer.Serialize(new { Submission = submission, Logging = logging }));
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
