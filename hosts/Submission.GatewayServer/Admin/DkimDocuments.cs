using Submission.Admin;
using Submission.Gateway.Signing.Activation;
using Submission.Trust.Dkim;

namespace Submission.GatewayServer.Admin;

/// <summary>Turns what is known of signatures into documents.</summary>
internal static class DkimDocuments
{
    public static AdminDkimDomain Of(DkimDomainState state) => new(state.Domain, StateOf(state), DnsOf(state.Home), [.. state.Keys.Select(key => KeyOf(state.Domain, key))]);

    private static string StateOf(DkimDomainState state)
    {
        if (state.IsOff) return AdminDkimWords.Off;
        return state.Keys.Any(static key => key.Stage == DkimKeyStage.Signing) ? AdminDkimWords.Signing : AdminDkimWords.Waiting;
    }

    private static string DnsOf(DkimHome home) => home switch
    {
        DkimHome.Ours => AdminDkimWords.Ours,
        DkimHome.Elsewhere => AdminDkimWords.Elsewhere,
        _ => AdminDkimWords.Unknown,
    };

    private static AdminDkimKey KeyOf(string domain, DkimKeyState key)
    {
        string name = DkimKeyRecord.NameOf(key.Selector, domain);
        string stage = key.Stage switch
        {
            DkimKeyStage.Signing => AdminDkimWords.Signing,
            DkimKeyStage.Retired => AdminDkimWords.Retired,
            _ => AdminDkimWords.Waiting,
        };
        string zoneText = $"{name}. IN TXT {string.Join(' ', DkimKeyRecord.Split(key.Record).Select(static piece => $"\"{piece}\""))}";
        return new AdminDkimKey(name, key.Algorithm == DkimAlgorithm.RsaSha256 ? "rsa-sha256" : "ed25519-sha256", stage, key.Since, key.Record, zoneText, key.Problem);
    }
}
