using System.Net;
using Submission.Policy.Testing;

namespace Submission.Cli.Session;

/// <summary><c>:country address CC</c></summary>
internal static class CountryFact
{
    /// <returns>What is wrong; <see langword="null"/> where the address is in that country now.</returns>
    public static string? Read(string[] words, FakeWorld world)
    {
        if (words is ["unavailable"])
        {
            world.Countries.IsAvailable = false;
            return null;
        }

        if (words.Length != 2 || words[1].Length != 2 || !words[1].All(char.IsAsciiLetter)) return "Say :country with an address or a network and two letters, for example :country 198.51.100.7 CN.";
        if (IPNetwork.TryParse(words[0], out IPNetwork network)) world.Countries.Set(network, words[1]);
        else if (IPAddress.TryParse(words[0], out IPAddress? address)) world.Countries.Set(new IPNetwork(address, address.GetAddressBytes().Length * 8), words[1]);
        else return $"'{words[0]}' is neither an address nor a network.";
        world.Countries.IsAvailable = true;
        return null;
    }
}
