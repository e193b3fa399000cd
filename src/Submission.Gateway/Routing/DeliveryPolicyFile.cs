using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Submission.Policy.Specification;
using Submission.Policy.Yaml;

namespace Submission.Gateway.Routing;

/// <summary>
/// The delivery policy of a YAML file: providers, routes and limits of domains. A reload swaps the whole policy; a file with errors leaves the old one in force. Thread-safe.
/// </summary>
public sealed class DeliveryPolicyFile
{
    private const int MaximumMegabytes = 16;
    private static readonly YamlLimits Limits = new() { MaximumFileBytes = MaximumMegabytes * 1024 * 1024, MaximumNodes = 1_000_000 };
    private readonly string _path;
    private readonly ILogger _logger;
    private volatile DeliveryPolicy _current;

    private DeliveryPolicyFile(string path, DeliveryPolicy policy, ILogger logger)
    {
        _path = path;
        _current = policy;
        _logger = logger;
    }

    /// <summary>The policy in force.</summary>
    internal DeliveryPolicy Current => _current;

    /// <summary>Opens a policy file.</summary>
    /// <param name="path">The file; at most 16 MiB.</param>
    /// <param name="logger">The log, for reloads.</param>
    /// <exception cref="InvalidDataException">The file cannot be used; the message tells all its errors, one a line. <see cref="Check"/> finds them without an exception.</exception>
    public static DeliveryPolicyFile Open(string path, ILogger<DeliveryPolicyFile> logger)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(logger);
        DeliveryPolicy? policy = Read(path, out ImmutableArray<SpecError> errors);
        return policy is null ? throw new InvalidDataException(string.Join('\n', errors)) : new DeliveryPolicyFile(path, policy, logger);
    }

    /// <summary>Finds everything that is wrong with a policy file, each with its place; nothing where it can be used.</summary>
    /// <param name="path">The file; at most 16 MiB.</param>
    public static ImmutableArray<SpecError> Check(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        Read(path, out ImmutableArray<SpecError> errors);
        return errors;
    }

    /// <summary>Reads the file anew. A file with errors leaves the policy as it is, and the log says what is wrong.</summary>
    /// <returns>Whether what the file says is in force.</returns>
    public bool Reload()
    {
        DeliveryPolicy? policy = Read(_path, out ImmutableArray<SpecError> errors);
        if (policy is null)
        {
            foreach (SpecError error in errors) RoutingLog.Error(_logger, error);
            RoutingLog.NotReloaded(_logger, _path, errors.Length);
            return false;
        }

        _current = policy;
        RoutingLog.Reloaded(_logger, _path);
        return true;
    }

    /// <summary>Reads a policy from the text of a file.</summary>
    internal static DeliveryPolicy? Parse(string path, ReadOnlyMemory<byte> content, out ImmutableArray<SpecError> errors)
    {
        YamlReadResult yaml = YamlSpecReader.ReadDocuments(path, content, Limits);
        errors = yaml.Errors;
        if (errors.Length > 0) return null;
        if (yaml.Documents.Length == 1) return DeliveryPolicyReader.Read(yaml.Documents[0], out errors);
        errors = [new SpecError(new SpecLocation(path, 1, 1), $"A delivery policy is one document, and this has {yaml.Documents.Length}.")];
        return null;
    }

    private static DeliveryPolicy? Read(string path, out ImmutableArray<SpecError> errors)
    {
        var start = new SpecLocation(path, 1, 1);
        try
        {
            if (new FileInfo(path).Length <= Limits.MaximumFileBytes) return Parse(path, File.ReadAllBytes(path), out errors);
            errors = [new SpecError(start, $"The file is larger than {MaximumMegabytes} MiB.")];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            errors = [new SpecError(start, $"The file cannot be read: {exception.Message}")];
        }

        return null;
    }
}
