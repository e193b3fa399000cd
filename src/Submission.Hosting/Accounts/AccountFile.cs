using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Submission.Hosting.Reloading;
using Submission.Policy.Lookups;
using Submission.Policy.Specification;
using Submission.Policy.Yaml;

namespace Submission.Hosting.Accounts;

/// <summary>
/// The accounts of a YAML file. A reload swaps the whole directory; a file with errors leaves the old one in force. Thread-safe.
/// </summary>
public sealed class AccountFile : IAccountDirectory, IReloadable
{
    private static readonly YamlLimits Limits = new() { MaximumFileBytes = 64 * 1024 * 1024, MaximumNodes = 5_000_000 };
    private readonly string _path;
    private readonly ILogger<AccountFile> _logger;
    private readonly WatchedFiles _files;
    private volatile AccountDirectory _current;

    private AccountFile(string path, WatchedFiles files, AccountDirectory accounts, ILogger<AccountFile> logger)
    {
        _path = path;
        _files = files;
        _current = accounts;
        _logger = logger;
    }

    /// <summary>Is raised after a reload has put other accounts in force.</summary>
    public event EventHandler? Reloaded;

    /// <summary>The accounts in force.</summary>
    public AccountDirectory Current => _current;

    /// <inheritdoc/>
    public PasswordHash Decoy => _current.Decoy;

    /// <summary>Opens an account file.</summary>
    /// <param name="path">The file; at most 64 MiB.</param>
    /// <param name="logger">The log, for reloads.</param>
    /// <param name="file">The accounts where the method returns <see langword="true"/>.</param>
    /// <param name="errors">Everything that is wrong with the file, each with its place.</param>
    /// <returns>Whether the file can be used.</returns>
    public static bool TryOpen(string path, ILogger<AccountFile> logger, [NotNullWhen(true)] out AccountFile? file, out ImmutableArray<SpecError> errors)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(logger);
        var files = new WatchedFiles(path);
        AccountDirectory? accounts = Read(path, out errors);
        file = accounts is null ? null : new AccountFile(path, files, accounts, logger);
        return file is not null;
    }

    /// <summary>Reads the accounts of a file.</summary>
    /// <param name="path">The file; at most 64 MiB.</param>
    /// <param name="errors">Everything that is wrong with it, each with its place.</param>
    /// <returns>The accounts; <see langword="null"/> where there is any error.</returns>
    public static AccountDirectory? Read(string path, out ImmutableArray<SpecError> errors)
    {
        ArgumentNullException.ThrowIfNull(path);
        var start = new SpecLocation(path, 1, 1);
        try
        {
            if (new FileInfo(path).Length > Limits.MaximumFileBytes)
            {
                errors = [new SpecError(start, "The file is larger than 64 MiB.")];
                return null;
            }

            return Parse(path, File.ReadAllBytes(path), out errors);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            errors = [new SpecError(start, $"The file cannot be read: {exception.Message}")];
            return null;
        }
    }

    /// <inheritdoc/>
    public ValueTask<LookupResult<Account>> FindAsync(EmailAddress login, CancellationToken cancellationToken) => _current.FindAsync(login, cancellationToken);

    /// <summary>Reads the file anew. A file with errors leaves the accounts as they are, and the log says what is wrong.</summary>
    public void Reload()
    {
        AccountDirectory? accounts = Read(_path, out ImmutableArray<SpecError> errors);
        if (accounts is null)
        {
            foreach (SpecError error in errors) AccountLog.Error(_logger, error);
            AccountLog.NotReloaded(_logger, _path, errors.Length);
            return;
        }

        _current = accounts;
        AccountLog.Reloaded(_logger, _path, accounts.Count);
        Reloaded?.Invoke(this, EventArgs.Empty);
    }

    bool IReloadable.HasChanged() => _files.HaveChanged();

    private static AccountDirectory? Parse(string path, byte[] content, out ImmutableArray<SpecError> errors)
    {
        YamlReadResult yaml = YamlSpecReader.ReadDocuments(path, content, Limits);
        errors = yaml.Errors;
        if (errors.Length > 0) return null;
        if (yaml.Documents.Length != 1)
        {
            errors = [new SpecError(new SpecLocation(path, 1, 1), $"An account file is one document, and this has {yaml.Documents.Length}.")];
            return null;
        }

        ImmutableArray<Account> accounts = AccountFileReader.Read(yaml.Documents[0], out errors);
        return errors.Length == 0 ? new AccountDirectory(accounts) : null;
    }
}
