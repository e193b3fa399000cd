namespace Submission.Policy.Client.Sessions;

/// <summary>A fact that was told and not answered yet. It ends with the answer, or with none where the stream is over.</summary>
internal sealed class PendingAnswer(ulong id)
{
    private readonly TaskCompletionSource<Wire.SessionResponse?> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ulong Id { get; } = id;

    public Task<Wire.SessionResponse?> Answer => _answer.Task;

    public void End(Wire.SessionResponse? answer) => _answer.TrySetResult(answer);
}
