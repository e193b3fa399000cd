using System.Buffers;
using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;
using Submission.Gateway.Queue.Storage;
using Submission.Smtp.Content;

namespace Submission.Gateway.Queue.Sqlite;

/// <summary>The bodies that are files: <c>bodies/xx/ID</c>, where xx are the last two characters of the id. Thread-safe.</summary>
internal sealed class BodyFiles(QueueFiles files, ILogger logger) : IDisposable
{
    private const string Unfinished = ".part";
    private const int BufferSize = 128 * 1024;
    private static readonly ArrayPool<byte> Buffers = ArrayPool<byte>.Create(BufferSize, 16);

    private readonly ConcurrentDictionary<TransactionId, bool> _staged = new();
    private readonly ConcurrentDictionary<string, bool> _folders = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _syncs = new(4);

    /// <summary>Writes a body so that it survives a power cut.</summary>
    /// <returns>Its checksum; <see langword="null"/> where a message with that id is already here.</returns>
    /// <exception cref="IOException">It could not be written; then nothing of it is left.</exception>
    public async Task<uint?> StageAsync(TransactionId id, MessageBody body, CancellationToken cancellationToken)
    {
        string path = PathOf(id);
        if (!_staged.TryAdd(id, true)) return null;
        bool isBegun = false;
        bool isStaged = false;
        try
        {
            if (File.Exists(path)) return null;
            string folder = Path.GetDirectoryName(path)!;
            if (!_folders.ContainsKey(folder))
            {
                Directory.CreateDirectory(folder);
                DirectorySync.Flush(files.Bodies);
                _folders[folder] = true;
            }

            isBegun = true;
            uint checksum = await WriteAsync(path + Unfinished, body, cancellationToken).ConfigureAwait(false);
            File.Move(path + Unfinished, path);
            DirectorySync.Flush(folder);
            isStaged = true;
            return checksum;
        }
        finally
        {
            if (isBegun && !isStaged)
            {
                Remove(path + Unfinished);
                Remove(path);
            }

            if (!isStaged) _staged.TryRemove(id, out _);
        }
    }

    /// <summary>The message is in the queue.</summary>
    public void Keep(TransactionId id) => _staged.TryRemove(id, out _);

    /// <summary>The message is not in the queue.</summary>
    public void Discard(TransactionId id)
    {
        Remove(PathOf(id));
        _staged.TryRemove(id, out _);
    }

    public void Remove(TransactionId id) => Remove(PathOf(id));

    /// <summary>Opens a body, checked against its checksum.</summary>
    /// <exception cref="InvalidDataException">It is missing or damaged.</exception>
    public SafeFileHandle Open(TransactionId id, long length, uint checksum)
    {
        SafeFileHandle handle;
        try
        {
            handle = File.OpenHandle(PathOf(id), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InvalidDataException("The file of the body is missing.", error);
        }

        try
        {
            Check(handle, length, checksum);
            return handle;
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Deals with the files that belong to no message: left by an end in the middle of something, or by the loss of their rows.</summary>
    /// <param name="isKnown">Whether a message has a file.</param>
    /// <param name="damaged">The folder that they are moved to; <see langword="null"/> where they are removed.</param>
    public void Sweep(Func<string, bool> isKnown, string? damaged)
    {
        int count = 0;
        foreach (string path in Directory.EnumerateFiles(files.Bodies, "*", SearchOption.AllDirectories))
        {
            string name = Path.GetFileName(path);
            if (isKnown(name)) continue;
            string plain = name.EndsWith(Unfinished, StringComparison.Ordinal) ? name[..^Unfinished.Length] : name;
            if (TransactionId.TryParse(plain, out TransactionId id) && _staged.ContainsKey(id)) continue;
            count++;
            if (damaged is null || plain != name)
            {
                Remove(path);
                continue;
            }

            string target = Path.Combine(damaged, "bodies");
            Directory.CreateDirectory(target);
            File.Move(path, Path.Combine(target, name), overwrite: true);
        }

        if (count > 0) SqliteLog.Orphans(logger, count, damaged is null ? "removed" : $"moved to {damaged}");
    }

    public void Dispose() => _syncs.Dispose();

    /// <summary>Tries whether files can be written.</summary>
    public void Probe()
    {
        _folders.Clear();
        string path = Path.Combine(files.Bodies, "probe" + Unfinished);
        using (SafeFileHandle handle = File.OpenHandle(path, FileMode.Create, FileAccess.Write))
        {
            RandomAccess.Write(handle, "probe"u8, 0);
            RandomAccess.FlushToDisk(handle);
        }

        File.Delete(path);
        DirectorySync.Flush(files.Bodies);
    }

    private async Task<uint> WriteAsync(string path, MessageBody body, CancellationToken cancellationToken)
    {
        byte[] buffer = Buffers.Rent(BufferSize);
        try
        {
            using SafeFileHandle handle = File.OpenHandle(path, FileMode.Create, FileAccess.Write, FileShare.None);
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(handle, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            uint checksum = Checksum.Start;
            long offset = 0;
            int read;
            while ((read = await body.ReadAsync(offset, buffer, cancellationToken).ConfigureAwait(false)) > 0)
            {
                checksum = Checksum.Append(checksum, buffer.AsSpan(0, read));
                await RandomAccess.WriteAsync(handle, buffer.AsMemory(0, read), offset, cancellationToken).ConfigureAwait(false);
                offset += read;
            }

            if (offset != body.Length) throw new IOException($"The body has {offset} octets instead of {body.Length}.");
            await _syncs.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                RandomAccess.FlushToDisk(handle);
            }
            finally
            {
                _syncs.Release();
            }

            return ~checksum;
        }
        finally
        {
            Buffers.Return(buffer);
        }
    }

    private static void Check(SafeFileHandle handle, long length, uint expected)
    {
        if (RandomAccess.GetLength(handle) != length) throw new InvalidDataException("The file of the body does not have its length.");
        byte[] buffer = Buffers.Rent(BufferSize);
        try
        {
            uint checksum = Checksum.Start;
            int read;
            for (long offset = 0; (read = RandomAccess.Read(handle, buffer, offset)) > 0; offset += read) checksum = Checksum.Append(checksum, buffer.AsSpan(0, read));
            if (~checksum != expected) throw new InvalidDataException("The body does not match its checksum.");
        }
        finally
        {
            Buffers.Return(buffer);
        }
    }

    private string PathOf(TransactionId id)
    {
        string text = id.ToString();
        return Path.Combine(files.Bodies, text[^2..], text);
    }

    private void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (DirectoryNotFoundException)
        {
            // It was never there.
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            SqliteLog.FileStays(logger, path, error);
        }
    }
}
