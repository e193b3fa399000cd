namespace Submission.Cli.Tests;

/// <summary>A small policy in a folder of its own, which is gone after the test.</summary>
internal sealed class PolicyFolder : IDisposable
{
    public const string Header = """
        policy: small
        language: 1
        about: Two rules to try things on.
        lists:
          friends: [domena.cz, example.org]
          strangers: []
        rules: [foreign-sender, few-messages]
        """;

    public const string ForeignSender = """
        rule: foreign-sender
        about: Only friends may send.
        stage: mail
        refuse-if: not (sender.domain in lists.friends)
        unless: client.ip == "192.0.2.1"
        reply: 550 5.1.0 <{sender}> sender rejected
        """;

    public const string FewMessages = """
        rule: few-messages
        about: Two messages a minute.
        stage: mail
        limit: { count: messages, per: [client.ip], at-most: { 1m: 2 } }
        reply: 550 5.1.0 {id} policy violation
        """;

    public PolicyFolder()
    {
        Path = Directory.CreateTempSubdirectory("submission-policy-").FullName;
        Write("policy.yaml", Header);
        Write("rules/foreign-sender.yaml", ForeignSender);
        Write("rules/few-messages.yaml", FewMessages);
    }

    public string Path { get; }

    public string Write(string name, string content)
    {
        string file = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content + "\n");
        return file;
    }

    public string Read(string name) => File.ReadAllText(System.IO.Path.Combine(Path, name));

    /// <summary>The text with this folder called <c>POLICY</c>.</summary>
    public string Normalise(string text) => text.Replace(Path, "POLICY", StringComparison.Ordinal);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
