using System.Collections.Concurrent;
using System.Text;

namespace E2E.Tests.Daemon;

/// <summary>Every password that a test has sent, in each form in which it may have been sent.</summary>
internal static class Secrets
{
    private static readonly ConcurrentDictionary<string, string> Known = new(StringComparer.Ordinal);

    public static void Add(string login, string password)
    {
        Known[password] = "the password of " + login;
        Known[Base64(password)] = "base64 of the password of " + login;
        Known[Base64($"\0{login}\0{password}")] = "AUTH PLAIN of " + login;
        Known[Base64($"{login}\0{login}\0{password}")] = "AUTH PLAIN of " + login;
    }

    public static void AssertNoneIn(string log)
    {
        foreach ((string text, string what) in Known) Assert.False(log.Contains(text, StringComparison.Ordinal), $"The log holds {what}.");
    }

    public static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
