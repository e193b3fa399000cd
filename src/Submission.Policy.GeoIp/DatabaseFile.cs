namespace Submission.Policy.Lookups;

/// <summary>Reads a database file and tells when it has become another one.</summary>
internal sealed class DatabaseFile(string path, MaxMindCountryOptions options)
{
    private (DateTime WrittenAt, long Length)? _lastRead;

    /// <summary>Whether the file differs from the one read last, also where that was unreadable.</summary>
    public bool HasChanged() => Stamp() != _lastRead;

    /// <param name="error">What is wrong with the file where the result is <see langword="null"/>.</param>
    public CountryDatabase? TryRead(out string? error)
    {
        // Taken first: where the file is overwritten while it is read, the next check sees that it has changed since.
        _lastRead = Stamp();
        error = null;
        try
        {
            if (_lastRead is null) throw new FileNotFoundException("no such file");
            if (_lastRead.Value.Length > options.MaximumFileSize) throw new InvalidDataException("larger than the maximum");
            return CountryDatabase.Read(File.ReadAllBytes(path), options.RememberedAddresses);
        }
        catch (Exception failure)
        {
            // The parser answers hostile content with almost any exception; each means the same here.
            error = $"The country database {path} cannot be read: {failure.Message}";
            return null;
        }
    }

    private (DateTime WrittenAt, long Length)? Stamp()
    {
        FileInfo file = new(path);
        return file.Exists ? (file.LastWriteTimeUtc, file.Length) : null;
    }
}
