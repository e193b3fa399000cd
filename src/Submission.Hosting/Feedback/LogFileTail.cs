using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;

namespace Submission.Hosting.Feedback;

/// <summary>
/// Follows a log file from the end that it has when this is made. A file that is emptied is read from its beginning; one that is renamed or deleted is read to its end, and then
/// its successor, as soon as something is in that: whoever writes the log goes on with the old file for a while.
/// </summary>
internal sealed class LogFileTail(string path, TimeSpan interval, TimeProvider time, ILogger logger) : ILogSource
{
    private const int PieceLength = 64 * 1024;
    private static readonly byte[] EndOfLine = "\n"u8.ToArray();

    private long _position = Length(path);
    private SafeFileHandle? _file;
    private string? _place;
    private string? _error;

    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        byte[] piece = new byte[PieceLength];
        using var timer = new PeriodicTimer(interval, time);
        try
        {
            do
            {
                while (_file is not null || Open())
                {
                    if (RandomAccess.GetLength(_file!) < _position)
                    {
                        _position = 0;
                        yield return EndOfLine;
                    }

                    // Asked before the file is read: what comes to it after its successor has begun is not waited for.
                    bool hasSuccessor = HasSuccessor();
                    int read = await TryReadAsync(piece, cancellationToken).ConfigureAwait(false);
                    if (read > 0) yield return piece.AsMemory(0, read);
                    if (read > 0) continue;
                    if (read == 0 && !hasSuccessor) break;
                    Close(hasSuccessor);
                    yield return EndOfLine;
                    if (read < 0) break;
                }
            }
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false));
        }
        finally
        {
            _file?.Dispose();
        }
    }

    // One look tells both: the file may vanish between two.
    private static long Length(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? file.Length : 0;
    }

    private bool Open()
    {
        try
        {
            _file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            _place = Place();
            if (_error is not null) FeedbackLog.LogFileBack(logger, path);
            _error = null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Complain(exception);
        }

        return _file is not null;
    }

    private void Close(bool hasSuccessor)
    {
        _file!.Dispose();
        _file = null;
        if (hasSuccessor) _position = 0;
    }

    // Linux tells where an open file is now; where that cannot be known, a renamed file is followed for ever.
    private string? Place() => new FileInfo($"/proc/self/fd/{_file!.DangerousGetHandle()}").LinkTarget;

    private bool HasSuccessor() => Place() != _place && Length(path) > 0;

    private async ValueTask<int> TryReadAsync(byte[] piece, CancellationToken cancellationToken)
    {
        try
        {
            int read = await RandomAccess.ReadAsync(_file!, piece, _position, cancellationToken).ConfigureAwait(false);
            _position += read;
            return read;
        }
        catch (IOException exception)
        {
            Complain(exception);
            return -1;
        }
    }

    // One line in the log for each reason, not for each look.
    private void Complain(Exception exception)
    {
        if (_error == exception.Message) return;
        _error = exception.Message;
        FeedbackLog.LogFileFailed(logger, path, exception.Message);
    }
}
