namespace Submission.Policy.Lookups;

/// <summary>
/// What has been asked about the message that is being judged: each question is asked once, by whoever needs the answer first, and ends with the stage. Belongs to a
/// session; not thread-safe.
/// </summary>
internal sealed class MessageLookups(PolicyPorts ports)
{
    private CancellationTokenSource? _ending;
    private Task<LookupResult<MessageStructure>>? _structure;
    private Task<LookupResult<string>>? _virus;
    private Task<LookupResult<SpamScan>>? _spam;

    public Task<LookupResult<MessageStructure>> StructureAsync(PolicyContext context, CancellationToken cancellationToken)
    {
        if (_structure is not null) return _structure;
        if (context.Message?.Structure is { } known) return _structure = Task.FromResult(LookupResult<MessageStructure>.Found(known));
        if (context.Message?.Content is not { } content) return Task.FromResult(LookupResult<MessageStructure>.Unavailable("the host has not handed over the message"));
        if (ports.Messages is not { } reader) return Task.FromResult(LookupResult<MessageStructure>.Unavailable("no message reader is set up"));
        return _structure = reader.ReadAsync(content, Ending(cancellationToken)).AsTask();
    }

    public Task<LookupResult<string>> VirusAsync(PolicyContext context, CancellationToken cancellationToken)
    {
        if (_virus is not null) return _virus;
        if (context.Message?.Content is not { } content) return Task.FromResult(LookupResult<string>.Unavailable("the host has not handed over the message"));
        if (ports.VirusScanner is not { } scanner) return Task.FromResult(LookupResult<string>.Unavailable("no virus scanner is set up"));
        return _virus = scanner.ScanAsync(content, Ending(cancellationToken)).AsTask();
    }

    public Task<LookupResult<SpamScan>> SpamAsync(PolicyContext context, CancellationToken cancellationToken)
    {
        if (_spam is not null) return _spam;
        if (context.Message?.Content is not { } content) return Task.FromResult(LookupResult<SpamScan>.Unavailable("the host has not handed over the message"));
        if (ports.SpamScanner is not { } scanner) return Task.FromResult(LookupResult<SpamScan>.Unavailable("no spam scanner is set up"));
        var request = new SpamScanRequest
        {
            Content = content,
            Id = context.Id,
            Client = context.Client.Address,
            HeloName = context.HeloName,
            Account = context.Account?.Login,
            Sender = context.Sender ?? EmailAddress.NullReversePath,
            Recipients = [.. context.Recipients],
        };
        return _spam = scanner.ScanAsync(request, Ending(cancellationToken)).AsTask();
    }

    /// <summary>Ends what nobody waits for any more: the octets are gone once the stage has its verdict.</summary>
    public ValueTask EndAsync()
    {
        if (_ending is not { } ending)
        {
            Forget();
            return default;
        }

        Task[] underWay = [.. new Task?[] { _structure, _virus, _spam }.OfType<Task>().Where(static task => !task.IsCompletedSuccessfully)];
        _ending = null;
        Forget();
        if (underWay.Length > 0) return CancelAsync(ending, underWay);
        ending.Dispose();
        return default;
    }

    private static async ValueTask CancelAsync(CancellationTokenSource ending, Task[] underWay)
    {
        using (ending)
        {
            await ending.CancelAsync().ConfigureAwait(false);
            // Whoever waited for the answer has met its failure; here it only has to be over.
            await Task.WhenAll(underWay).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private CancellationToken Ending(CancellationToken cancellationToken) =>
        (_ending ??= CancellationTokenSource.CreateLinkedTokenSource(cancellationToken)).Token;

    private void Forget()
    {
        _structure = null;
        _virus = null;
        _spam = null;
    }
}
