using System.Net;
using Submission.Policy;
using Submission.Policy.Testing;

namespace Submission.Cli.Session;

/// <summary><c>:blocklist zone address answer …</c></summary>
internal static class BlocklistFact
{
    /// <returns>What is wrong; <see langword="null"/> where the list answers so now.</returns>
    public static string? Read(string[] words, FakeWorld world)
    {
        if (words.Length < 3) return "Say :blocklist ZONE ADDRESS and its answers, servfail or timeout.";
        if (!DomainName.TryParse(words[0], out DomainName? zone)) return $"'{words[0]}' is no domain name.";
        if (!IPAddress.TryParse(words[1], out IPAddress? client)) return $"'{words[1]}' is no address.";
        if (words[2..] is ["servfail" or "timeout"])
        {
            world.Blocklists.SetUnavailable(zone, client, words[2] is "servfail" ? "SERVFAIL" : "time-out");
            return null;
        }

        var answers = new List<IPAddress>();
        foreach (string word in words[2..])
        {
            if (!IPAddress.TryParse(word, out IPAddress? answer)) return $"'{word}' is no address; a list answers with addresses such as 127.0.0.2.";
            answers.Add(answer);
        }

        world.Blocklists.Set(zone, client, [.. answers]);
        return null;
    }
}
