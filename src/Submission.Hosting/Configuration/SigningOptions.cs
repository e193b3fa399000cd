using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Submission.Hosting.Configuration;

/// <summary>DKIM signatures.</summary>
public sealed class SigningOptions
{
    /// <summary>Whether accepted mail is signed: each customer's domain gets its keys with its first message, and signs once their records are in DNS.</summary>
    public bool Enabled { get; set; }

    /// <summary>The folder of the private keys, which only the gateway's own user may read. One gateway at a time has it.</summary>
    /// <value>A path; the folder is made where it is missing. Default: the folder <c>dkim</c> in <c>DataDirectory</c>.</value>
    public string? KeyDirectory { get; set; }

    /// <summary>A file with 32 octets in base64 in its first line (<c>openssl rand -base64 32</c>), under which private keys are encrypted. Keep a copy: without it the keys are lost.</summary>
    /// <value>A path. Default: none; keys are not encrypted.</value>
    public string? KeySecretFile { get; set; }

    /// <summary>The names of our name servers. A domain uses our DNS where all NS records of its zone are among them.</summary>
    /// <value>Host names. Default: none; all records are published by hand.</value>
    public IList<string> NameServers { get; } = [];

    /// <summary>The primary name server that takes dynamic updates (RFC 2136) of the zones that our name servers serve.</summary>
    /// <value>Address and port: <c>192.0.2.53:53</c>. Default: none; all records are published by hand.</value>
    public IPEndPoint? UpdateServer { get; set; }

    /// <summary>A file with the key for updates, as <c>tsig-keygen</c> writes it: hmac-sha256 or hmac-sha512.</summary>
    /// <value>A path. Default: none; it must be set with <c>Signing:UpdateServer</c>.</value>
    public string? UpdateKeyFile { get; set; }

    /// <summary>What selectors begin with, before the date: 1 to 20 of a-z and 0-9. Several gateways that sign for the same domains need one each.</summary>
    public string SelectorPrefix { get; set; } = "s";

    /// <summary>How often it is looked whether a new record is in DNS. One that does not appear is looked for less and less often.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "1.00:00:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How often it is looked whether a record is still in DNS. Two looks one after the other must show that it is gone.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "1.00:00:00")]
    public TimeSpan CheckInterval { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>The age at which the keys of a domain that uses our DNS are replaced; 0 for never.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "3650.00:00:00")]
    public TimeSpan RotateAfter { get; set; } = TimeSpan.FromDays(180);

    /// <summary>How long the record of a key stays after its last use, for mail that is on its way.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "365.00:00:00")]
    public TimeSpan KeepRetired { get; set; } = TimeSpan.FromDays(14);

    /// <summary>How long resolvers may remember a record that the gateway publishes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan RecordTtl { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long a signature is valid (<c>x=</c>); 0 for no end.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "365.00:00:00")]
    public TimeSpan SignatureLifetime { get; set; }
}
