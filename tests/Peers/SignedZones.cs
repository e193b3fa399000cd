using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace Submission.Tests.Peers;

/// <summary>What is wrong with a zone.</summary>
internal enum ZoneFault
{
    /// <summary>Nothing: signed, with its DS record in the root.</summary>
    None,

    /// <summary>It is not signed.</summary>
    Unsigned,

    /// <summary>It is signed, but the root has no DS record for it.</summary>
    NoDelegationSigner,

    /// <summary>Its TLSA records were altered after they were signed.</summary>
    AlteredTlsa,

    /// <summary>The signatures of its TLSA records are gone.</summary>
    UnsignedTlsa,
}

/// <summary>Zones below a root of their own, signed by ldns, for a name server and a resolver on this machine.</summary>
internal sealed partial class SignedZones
{
    private readonly Dictionary<string, string?> _zones = [];
    private readonly StringBuilder _root = new("""
        $ORIGIN .
        $TTL 300
        . IN SOA ns.root-servers.test. root.test. 1 3600 600 86400 300
        . IN NS ns.root-servers.test.
        ns.root-servers.test. IN A 127.0.0.1

        """);

    /// <summary>The zones for <see cref="NsdProcess"/>, once <see cref="SignRoot"/> has ended.</summary>
    public IReadOnlyDictionary<string, string?> Zones => _zones;

    /// <summary>The root's key.</summary>
    public string Anchor { get; private set; } = "";

    /// <param name="name">The zone.</param>
    /// <param name="records">Its records, names being relative to it.</param>
    /// <param name="fault">What is to be wrong with it.</param>
    public void Add(string name, string records, ZoneFault fault = ZoneFault.None)
    {
        string zone = $"""
            $ORIGIN {name}.
            $TTL 300
            @ IN SOA ns root 1 3600 600 86400 300
            @ IN NS ns
            ns IN A 127.0.0.1
            {records}

            """;
        _root.Append(System.Globalization.CultureInfo.InvariantCulture, $"{name}. IN NS ns.{name}.\nns.{name}. IN A 127.0.0.1\n");
        if (fault == ZoneFault.Unsigned)
        {
            _zones[name] = zone;
            return;
        }

        (string signed, string signer, _) = Sign(name, zone);
        if (fault != ZoneFault.NoDelegationSigner) _root.AppendLine(signer);
        _zones[name] = fault switch
        {
            ZoneFault.AlteredTlsa => TlsaData().Replace(signed, "${head}3 1 1 " + new string('0', 64)),
            ZoneFault.UnsignedTlsa => TlsaSignature().Replace(signed, ""),
            _ => signed,
        };
    }

    /// <summary>Signs the root, once all zones are added.</summary>
    public void SignRoot() => (_zones["."], _, Anchor) = Sign(".", _root.ToString());

    private static (string Signed, string Signer, string Key) Sign(string name, string zone)
    {
        string directory = Directory.CreateTempSubdirectory("sign-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(directory, "zone"), zone);
            string keySigner = Run(directory, "ldns-keygen", "-r", "/dev/urandom", "-a", "ECDSAP256SHA256", "-k", name);
            string zoneSigner = Run(directory, "ldns-keygen", "-r", "/dev/urandom", "-a", "ECDSAP256SHA256", name);
            Run(directory, "ldns-signzone", "-f", "signed", "-o", name, "zone", zoneSigner, keySigner);
            string Read(string file) => File.ReadAllText(Path.Combine(directory, file));
            return (Read("signed"), Read(keySigner + ".ds").Trim(), Read(keySigner + ".key"));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static string Run(string directory, string program, params string[] arguments)
    {
        if (!File.Exists("/usr/bin/" + program)) Assert.Fail($"These tests need {program}: install the Debian package ldnsutils.");
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = directory, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        if (process.ExitCode != 0) Assert.Fail($"{program} {string.Join(' ', arguments)}: {errors.Result}");
        return output;
    }

    [GeneratedRegex(@"(?<head>\bIN\s+TLSA\s+).*", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex TlsaData();

    [GeneratedRegex(@".*\bRRSIG\s+TLSA\b.*\n?", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex TlsaSignature();
}
