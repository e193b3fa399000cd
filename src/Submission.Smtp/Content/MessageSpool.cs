using System.Buffers;

namespace Submission.Smtp.Content;

/// <summary>
/// Takes in a message: in memory up to a threshold, beyond it in a file that has no name and so vanishes with the process. Once
/// there is a fault, all further octets are dropped. Not thread-safe.
/// </summary>
internal sealed class MessageSpool(long maximumSize, int threshold, string directory, int maximumHeader = int.MaxValue) : IDisposable
{
    private const int FirstBufferSize = 4096;

    private byte[] _buffer = [];
    private int _count;
    private long _written;
    private FileStream? _file;
    private HeaderMeter _header = new(maximumHeader);

    /// <summary>The first fault that was found.</summary>
    public ContentFault Fault { get; private set; }

    /// <summary>The error behind <see cref="ContentFault.NoStorage"/>.</summary>
    public Exception? StorageError { get; private set; }

    public long Length => _written + _count;

    public void Append(ReadOnlySpan<byte> octets)
    {
        if (Fault != ContentFault.None || octets.IsEmpty) return;
        bool fits = octets.Length <= maximumSize - Length;
        if (!fits) octets = octets[..(int)(maximumSize - Length)];
        if (!_header.Take(octets)) Fail(ContentFault.HeaderTooBig);
        else Store(octets);
        if (!fits) Fail(ContentFault.TooBig);
    }

    /// <summary>Takes in what comes before a fault, and notes it: the fault of a message is the one that its first octet at fault has, however it was cut on its way.</summary>
    public void Fail(ContentFault fault, ReadOnlySpan<byte> before)
    {
        Append(before);
        Fail(fault);
    }

    /// <summary>Notes a fault; what was taken in is let go at once.</summary>
    public void Fail(ContentFault fault)
    {
        if (Fault != ContentFault.None) return;
        Fault = fault;
        Release();
    }

    /// <summary>Ends the taking in.</summary>
    /// <returns>The message, valid until the spool is disposed; <see langword="null"/> where there is a fault.</returns>
    public MessageBody? Complete()
    {
        if (Fault == ContentFault.None && _file is not null && _count > 0) WriteOut();
        if (Fault != ContentFault.None) return null;
        return _file is not null ? new FileMessageBody(_file.SafeFileHandle, _written) : new MemoryMessageBody(_buffer.AsMemory(0, _count));
    }

    public void Dispose() => Release();

    private void Store(ReadOnlySpan<byte> octets)
    {
        while (!octets.IsEmpty && Fault == ContentFault.None)
        {
            if (_count == threshold) WriteOut();
            int taken = Math.Min(octets.Length, threshold - _count);
            if (_buffer.Length < _count + taken) Grow(_count + taken);
            octets[..taken].CopyTo(_buffer.AsSpan(_count));
            _count += taken;
            octets = octets[taken..];
        }
    }

    private void WriteOut()
    {
        try
        {
            _file ??= CreateFile(directory);
            RandomAccess.Write(_file.SafeFileHandle, _buffer.AsSpan(0, _count), _written);
            _written += _count;
            _count = 0;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            StorageError = error;
            Fail(ContentFault.NoStorage);
        }
    }

    private static FileStream CreateFile(string directory)
    {
        string path = Path.Combine(directory, string.Concat("submission-", Guid.NewGuid().ToString("N"), ".spool"));
        FileStreamOptions options = new()
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Delete,
            BufferSize = 0,
            Options = OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None,
        };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        FileStream file = new(path, options);
        if (!OperatingSystem.IsWindows()) File.Delete(path);
        return file;
    }

    private void Grow(int needed)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Min(threshold, Math.Max(needed, Math.Max(FirstBufferSize, _buffer.Length * 2))));
        _buffer.AsSpan(0, _count).CopyTo(larger);
        ReturnBuffer();
        _buffer = larger;
    }

    private void Release()
    {
        ReturnBuffer();
        _count = 0;
        _written = 0;
        _file?.Dispose();
        _file = null;
    }

    private void ReturnBuffer()
    {
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }
}
