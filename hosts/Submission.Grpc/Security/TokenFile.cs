using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Submission.Hosting;
using Submission.Hosting.Reloading;

namespace Submission.Grpc.Security;

/// <summary>The tokens of a file, as their SHA-256. A reload swaps them; a file that cannot be used leaves the old ones in force. Thread-safe.</summary>
internal sealed partial class TokenFile : IReloadable
{
    private const int MaximumLength = 4096;
    private readonly string _path;
    private readonly ILogger<TokenFile> _logger;
    private readonly WatchedFiles _files;
    private volatile byte[][] _hashes;

    /// <summary>Reads the file.</summary>
    /// <exception cref="HostStartException">It cannot be used; the message says why.</exception>
    public TokenFile(string path, ILogger<TokenFile> logger)
    {
        _path = path;
        _logger = logger;
        _files = new WatchedFiles(path);
        _hashes = TryRead(out string? error) ?? throw new HostStartException([error!]);
    }

    public bool HasChanged() => _files.HaveChanged();

    public void Reload()
    {
        if (TryRead(out string? error) is not { } hashes)
        {
            NotReloaded(_logger, error!);
            return;
        }

        _hashes = hashes;
        Reloaded(_logger, _path, hashes.Length);
    }

    /// <summary>Whether a token is one of the file. It takes the same time whichever it is, and however much of it is right.</summary>
    public bool Holds(ReadOnlySpan<char> token)
    {
        if (token.Length is 0 or > MaximumLength) return false;
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(token.ToArray()), hash);
        bool holds = false;
        foreach (byte[] known in _hashes) holds |= CryptographicOperations.FixedTimeEquals(known, hash);
        return holds;
    }

    private byte[][]? TryRead(out string? error)
    {
        error = null;
        List<byte[]> hashes = [];
        try
        {
            int number = 0;
            foreach (string line in File.ReadLines(_path))
            {
                number++;
                string[] words = line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
                if (words.Length == 0 || words[0].StartsWith('#')) continue;
                // What the line holds is not shown: it may be a token where its hash belongs.
                if (words.Length != 2 || words[1].Length != 2 * SHA256.HashSizeInBytes || !IsHexadecimal(words[1]))
                {
                    error = $"{_path}: line {number} must be a name, a blank, and the 64 hexadecimal digits of the token's SHA-256.";
                    return null;
                }

                hashes.Add(Convert.FromHexString(words[1]));
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            error = $"{_path}: the tokens cannot be read: {exception.Message}";
            return null;
        }

        if (hashes.Count > 0) return [.. hashes];
        error = $"{_path}: there is no token in it, and so nobody could call.";
        return null;
    }

    private static bool IsHexadecimal(string text) => text.All(char.IsAsciiHexDigit);

    [LoggerMessage(920, LogLevel.Information, "{Path} was read anew: {Count} tokens")]
    private static partial void Reloaded(ILogger logger, string path, int count);

    [LoggerMessage(921, LogLevel.Error, "The tokens were not read anew, the old ones stay in force: {Error}")]
    private static partial void NotReloaded(ILogger logger, string error);
}
