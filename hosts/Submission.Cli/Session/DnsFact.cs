using System.Net;
using System.Net.Sockets;
using Submission.Policy;
using Submission.Policy.Testing;

namespace Submission.Cli.Session;

/// <summary><c>:dns name mx host …</c></summary>
internal static class DnsFact
{
    private const string Usage = "Say :dns NAME and mx HOSTS, a ADDRESSES, aaaa ADDRESSES, nxdomain, servfail or timeout.";

    /// <returns>What is wrong; <see langword="null"/> where DNS answers so now.</returns>
    public static string? Read(string[] words, FakeWorld world)
    {
        if (words.Length < 2) return Usage;
        if (!DomainName.TryParse(words[0], out DomainName? name)) return $"'{words[0]}' is no domain name.";
        FakeDomain? failure = words[1..] switch
        {
            ["nxdomain"] => FakeDomain.Absent,
            ["servfail"] => FakeDomain.ServerFailure,
            ["timeout"] => FakeDomain.TimeOut,
            _ => null,
        };
        string? problem = null;
        if ((failure ?? ReadRecords(words[1..], out problem)) is { } domain) world.MailDomains.Set(name, domain);
        return problem;
    }

    private static FakeDomain? ReadRecords(string[] words, out string? problem)
    {
        problem = Usage;
        var hosts = new List<string>();
        var addresses = new List<IPAddress>();
        string type = "";
        foreach (string word in words)
        {
            if (word is "mx" or "a" or "aaaa")
            {
                type = word;
                continue;
            }

            if (type is "mx")
            {
                hosts.Add(word);
            }
            else if (type.Length > 0 && IPAddress.TryParse(word, out IPAddress? address) && type is "a" == (address.AddressFamily == AddressFamily.InterNetwork))
            {
                addresses.Add(address);
            }
            else
            {
                if (type.Length > 0) problem = $"'{word}' is no address for '{type}'.";
                return null;
            }
        }

        problem = null;
        return new FakeDomain(FakeDomainState.Exists, [.. hosts], [.. addresses]);
    }
}
