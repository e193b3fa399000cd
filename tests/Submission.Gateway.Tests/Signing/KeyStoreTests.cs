using System.Runtime.Versioning;
using Submission.Gateway.Signing.Activation;
using Submission.Gateway.Signing.Keys;
using Submission.Trust.Dkim;

namespace Submission.Gateway.Tests.Signing;

[SupportedOSPlatform("linux")]
public sealed class KeyStoreTests : IDisposable
{
    private const string Secret = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    private readonly string _folder = Directory.CreateTempSubdirectory("keys-").FullName;

    private string KeyPath => Path.Combine(_folder, "domena.example", "s1.key");

    public static TheoryData<DkimAlgorithm, bool> Kinds => new() { { DkimAlgorithm.RsaSha256, false }, { DkimAlgorithm.RsaSha256, true }, { DkimAlgorithm.Ed25519Sha256, false }, { DkimAlgorithm.Ed25519Sha256, true } };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Key_Made_IsReadAgain_AndItsFileIsTheOwnersAlone(DkimAlgorithm algorithm, bool isEncrypted)
    {
        DkimKeyStore store = Store(isEncrypted ? Secret : null);
        DkimSigningKey made = store.Create("domena.example", "s1", algorithm);
        DkimSigningKey read = Store(isEncrypted ? Secret : null).Read("domena.example", "s1", algorithm);
        Assert.Equal(made.Key.Sign(new byte[32]), read.Key.Sign(new byte[32]));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyPath));
        Assert.StartsWith(isEncrypted ? "-----BEGIN SUBMISSION SEALED KEY-----" : "-----BEGIN PRIVATE KEY-----", File.ReadAllText(KeyPath), StringComparison.Ordinal);
        Assert.Equal([KeyPath], Directory.GetFiles(Path.GetDirectoryName(KeyPath)!));
    }

    [Fact]
    public void Key_ThatOthersMayRead_IsRefused()
    {
        DkimKeyStore store = Store(null);
        store.Create("domena.example", "s1", DkimAlgorithm.Ed25519Sha256);
        File.SetUnixFileMode(KeyPath, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        string message = Assert.Throws<DkimKeyException>(() => store.Read("domena.example", "s1", DkimAlgorithm.Ed25519Sha256)).Message;
        Assert.Contains("chmod 600 " + KeyPath, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Key_Encrypted_NeedsItsSecret_AndItsPlace()
    {
        Store(Secret).Create("domena.example", "s1", DkimAlgorithm.Ed25519Sha256);
        Assert.Contains("KeySecretFile", Assert.Throws<DkimKeyException>(() => Store(null).Read("domena.example", "s1", DkimAlgorithm.Ed25519Sha256)).Message, StringComparison.Ordinal);
        string other = Convert.ToBase64String(new byte[32]);
        Assert.Throws<DkimKeyException>(() => Store(other).Read("domena.example", "s1", DkimAlgorithm.Ed25519Sha256));
        File.Copy(KeyPath, Path.Combine(_folder, "domena.example", "s2.key"));
        Assert.Throws<DkimKeyException>(() => Store(Secret).Read("domena.example", "s2", DkimAlgorithm.Ed25519Sha256));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no key")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----")]
    public void Key_Damaged_IsTold(string text)
    {
        DkimKeyStore store = Store(null);
        store.Create("domena.example", "s1", DkimAlgorithm.Ed25519Sha256);
        File.WriteAllText(KeyPath, text);
        foreach (DkimAlgorithm algorithm in Enum.GetValues<DkimAlgorithm>())
            Assert.Contains(KeyPath, Assert.Throws<DkimKeyException>(() => store.Read("domena.example", "s1", algorithm)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void State_Written_IsReadAgain()
    {
        var key = new DkimKeyState { Selector = "s1", Algorithm = DkimAlgorithm.RsaSha256, Record = "v=DKIM1; p=", Generation = 1, MadeAt = DateTimeOffset.UnixEpoch, Stage = DkimKeyStage.Signing, IsPublished = true };
        var state = new DkimDomainState { Domain = "domena.example", Home = DkimHome.Ours, Zone = "domena.example", Keys = [key], Generation = 1 };
        Store(null).WriteState(state);
        DkimDomainState read = Assert.Single(Store(null).ReadStates());
        Assert.Equal([key], read.Keys);
        Assert.Equal(state with { Keys = read.Keys }, read);
        File.WriteAllText(Path.Combine(_folder, "domena.example", "state.json"), "{");
        Assert.Contains("state.json", Assert.Throws<DkimKeyException>(() => Store(null).ReadStates()).Message, StringComparison.Ordinal);
    }

    private DkimKeyStore Store(string? secret)
    {
        KeySecret? parsed = null;
        if (secret is not null) Assert.True(KeySecret.TryParse(secret, out parsed));
        return new DkimKeyStore(_folder, parsed);
    }
}
