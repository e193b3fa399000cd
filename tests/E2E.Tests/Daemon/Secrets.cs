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
        foreach (string form in Base64Within(password)) Known[form] = "a part of base64 of the password of " + login;
    }

    public static void AssertNoneIn(string log)
    {
        foreach ((string text, string what) in Known) Assert.False(log.Contains(text, StringComparison.Ordinal), $"The log holds {what}.");
    }

    public static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    // What base64 makes of a text within a longer one depends on where it stands there; the ends, which its neighbours share, are left out.
    private static IEnumerable<string> Base64Within(string text)
    {
        if (text.Length < 8) yield break;
        for (int before = 0; before < 3; before++)
        {
            int start = before == 0 ? 0 : 4;
            yield return Base64(new string('\0', before) + text + "\0\0\0")[start..(start + ((Encoding.UTF8.GetByteCount(text) - 2) / 3 * 4) - 4)];
        }
    }
}
