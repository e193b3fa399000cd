using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Submission.Gateway.Queue.Storage;
using Submission.Trust.MtaSts;

namespace Submission.Gateway.Tls.MtaSts;

/// <summary>The files of policies. Each is replaced as a whole, and one that is damaged is as if it were not there. Nothing that the disk does is an exception. Thread-safe.</summary>
internal sealed class StsCacheFolder(string directory, ILogger logger)
{
    private const int Version = 1;
    private const string Ending = ".policy";
    private const int MaximumFileLength = 4 * StsPolicy.MaximumLength;

    public IEnumerable<StsCacheEntry> Read()
    {
        string[] files;
        try
        {
            Directory.CreateDirectory(directory);
            files = Directory.GetFiles(directory, "*" + Ending);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            MtaStsLog.CacheUnavailable(logger, directory, error.Message);
            yield break;
        }

        foreach (string file in files)
        {
            if (ReadFile(file) is { } entry) yield return entry;
            else MtaStsLog.EntryDamaged(logger, file);
        }
    }

    public void Write(StsCacheEntry entry)
    {
        string text = string.Join('\n', entry.Policy.Lines);
        StsCacheDocument document = new(Version, entry.Domain, entry.Id, entry.FetchedAt, text, ChecksumOf(entry.Domain, entry.Id, entry.FetchedAt, text));
        try
        {
            DurableFile.Replace(PathOf(entry.Domain), JsonSerializer.SerializeToUtf8Bytes(document, StsCacheJson.Default.StsCacheDocument));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            MtaStsLog.CacheUnavailable(logger, directory, error.Message);
        }
    }

    public void Remove(string domain)
    {
        try
        {
            File.Delete(PathOf(domain));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            MtaStsLog.CacheUnavailable(logger, directory, error.Message);
        }
    }

    // A domain may be longer than the name of a file.
    private string PathOf(string domain) => Path.Combine(directory, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(domain)).AsSpan(0, 16)) + Ending);

    private StsCacheEntry? ReadFile(string file)
    {
        try
        {
            if (new FileInfo(file).Length > MaximumFileLength) return null;
            StsCacheDocument? document = JsonSerializer.Deserialize(File.ReadAllBytes(file), StsCacheJson.Default.StsCacheDocument);
            if (document is not { Version: Version, Domain: { } domain, Id: { } id, Policy: { } text }) return null;
            if (document.Checksum != ChecksumOf(domain, id, document.FetchedAt, text) || PathOf(domain) != file) return null;
            return StsPolicy.TryParse(Encoding.Latin1.GetBytes(text), out StsPolicy? policy, out _) ? new StsCacheEntry(domain, id, policy, document.FetchedAt) : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    private static uint ChecksumOf(string domain, string id, DateTimeOffset at, string text) =>
        Checksum.Of(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{domain}\n{id}\n{at.UtcTicks}\n{text}")));
}
