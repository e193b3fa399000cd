namespace Submission.Hosting.Configuration;

/// <summary>Finds in the keys of signatures what no single key shows.</summary>
internal static class SigningOptionsValidator
{
    public static void Validate(SubmissionOptions options, Action<string, string> add, Action<string, string?, bool> requireFile)
    {
        SigningOptions signing = options.Signing;
        if (signing is { Enabled: true, KeyDirectory: null } && options.DataDirectory is null) add("Signing:KeyDirectory", "It must be set where there is no DataDirectory: the path of a folder for the keys.");
        requireFile("Signing:KeySecretFile", signing.KeySecretFile, false);
        requireFile("Signing:UpdateKeyFile", signing.UpdateKeyFile, signing.UpdateServer is not null);
        if (signing is { UpdateServer: null, UpdateKeyFile: not null }) add("Signing:UpdateKeyFile", "A key without a server is of no use: set Signing:UpdateServer too.");
        if (signing.UpdateServer is not null && signing.NameServers.Count == 0) add("Signing:NameServers", "It must be set with Signing:UpdateServer: the names of our name servers.");
        if (signing.CheckInterval < signing.PollInterval) add("Signing:CheckInterval", "It must not be shorter than Signing:PollInterval.");
        if (signing.SelectorPrefix.Length is 0 or > 20 || !signing.SelectorPrefix.All(static letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter)))
            add("Signing:SelectorPrefix", "It must be 1 to 20 of a-z and 0-9.");
        if (signing.RotateAfter > TimeSpan.Zero && signing.RotateAfter < TimeSpan.FromDays(1)) add("Signing:RotateAfter", "It must be 1d or longer; 0 for never.");
        foreach (string server in signing.NameServers)
        {
            if (!DomainName.TryParse(server.TrimEnd('.'), out _)) add("Signing:NameServers", $"'{server}' is no host name.");
        }
    }
}
