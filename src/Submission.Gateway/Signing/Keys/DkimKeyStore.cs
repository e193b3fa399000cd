using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Submission.Gateway.Signing.Activation;
using Submission.Trust.Dkim;

namespace Submission.Gateway.Signing.Keys;

/// <summary>
/// The folder of the keys: one folder for each domain, with its state and its private keys (PKCS #8), which only the owner may read. Thread-safe for different domains; one writer for
/// each domain.
/// </summary>
internal sealed class DkimKeyStore(string directory, KeySecret? secret)
{
    private const string ClearLabel = "PRIVATE KEY";
    private const string SealedLabel = "SUBMISSION SEALED KEY";
    private const string StateFile = "state.json";

    /// <summary>Reads the states of all domains.</summary>
    /// <exception cref="DkimKeyException">A file cannot be used.</exception>
    public IReadOnlyList<DkimDomainState> ReadStates()
    {
        PrivateFile.CreateFolder(directory);
        List<DkimDomainState> states = [];
        foreach (string folder in Directory.EnumerateDirectories(directory))
        {
            string path = Path.Combine(folder, StateFile);
            if (!File.Exists(path)) continue;
            try
            {
                states.Add(JsonSerializer.Deserialize(PrivateFile.Read(path), DkimStateJson.Default.DkimDomainState) ?? throw new JsonException("The file is null."));
            }
            catch (JsonException exception)
            {
                throw new DkimKeyException($"The file {path} cannot be read: {exception.Message}", exception);
            }
        }

        return states;
    }

    public void WriteState(DkimDomainState state)
    {
        string folder = FolderOf(state.Domain);
        PrivateFile.CreateFolder(folder);
        PrivateFile.Write(Path.Combine(folder, StateFile), JsonSerializer.SerializeToUtf8Bytes(state, DkimStateJson.Default.DkimDomainState));
    }

    /// <summary>Makes a key and keeps it.</summary>
    public DkimSigningKey Create(string domain, string selector, DkimAlgorithm algorithm)
    {
        IDkimKey key;
        byte[] octets;
        if (algorithm == DkimAlgorithm.RsaSha256)
        {
            var rsa = RsaDkimKey.Create();
            (key, octets) = (rsa, rsa.Export());
        }
        else
        {
            var ed25519 = Ed25519DkimKey.Create();
            (key, octets) = (ed25519, ed25519.Export());
        }

        PrivateFile.CreateFolder(FolderOf(domain));
        string label = secret is null ? ClearLabel : SealedLabel;
        string text = PemEncoding.WriteString(label, secret is null ? octets : secret.Encrypt(octets, PlaceOf(domain, selector))) + "\n";
        PrivateFile.Write(PathOf(domain, selector), Encoding.ASCII.GetBytes(text));
        CryptographicOperations.ZeroMemory(octets);
        return new DkimSigningKey(domain, selector, key);
    }

    /// <summary>Reads a key.</summary>
    /// <exception cref="DkimKeyException">It cannot be used.</exception>
    public DkimSigningKey Read(string domain, string selector, DkimAlgorithm algorithm)
    {
        string path = PathOf(domain, selector);
        try
        {
            string text = Encoding.ASCII.GetString(PrivateFile.ReadSecret(path));
            PemFields pem = PemEncoding.Find(text);
            byte[] octets = Convert.FromBase64String(text[pem.Base64Data]);
            if (text[pem.Label] == SealedLabel)
            {
                if (secret is null) throw new DkimKeyException($"The private key {path} is encrypted: set Signing:KeySecretFile to the file of its secret.");
                octets = secret.Decrypt(octets, PlaceOf(domain, selector));
            }

            IDkimKey key = algorithm == DkimAlgorithm.RsaSha256 ? RsaDkimKey.Import(octets) : Ed25519DkimKey.Import(octets);
            CryptographicOperations.ZeroMemory(octets);
            return new DkimSigningKey(domain, selector, key);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or FormatException or CryptographicException)
        {
            throw new DkimKeyException($"The private key {path} cannot be used: {exception.Message}", exception);
        }
    }

    public void Delete(string domain, string selector) => File.Delete(PathOf(domain, selector));

    private static string PlaceOf(string domain, string selector) => $"{selector}._domainkey.{domain}";

    // Domains are canonical A-labels and selectors are ours, so that neither leads out of the folder.
    private string FolderOf(string domain) => Path.Combine(directory, DomainName.Parse(domain).Value);

    private string PathOf(string domain, string selector) => Path.Combine(FolderOf(domain), selector + ".key");
}
