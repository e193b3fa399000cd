using System.Buffers.Binary;

namespace Submission.Policy.Sqlite;

/// <summary>
/// The number of the last record of the log, in a file of its own. SQLite takes a log that was cut off, or whose end was changed, for one that ends earlier; this tells
/// the difference. It is written behind the record and not synced: it may be behind, and is never before.
/// </summary>
internal sealed class JournalHead(string folder) : IDisposable
{
    private const ulong Mask = 0x6A6F75726E616C21;
    private const int Length = 16;

    private readonly string _path = Path.Combine(folder, "counters.head");
    private FileStream? _file;

    /// <summary>The number; 0 where it is not known.</summary>
    public long Read()
    {
        try
        {
            Span<byte> octets = stackalloc byte[Length];
            FileStream file = Open();
            file.Position = 0;
            if (file.ReadAtLeast(octets, Length, throwOnEndOfStream: false) < Length) return 0;
            long number = BinaryPrimitives.ReadInt64LittleEndian(octets);
            return BinaryPrimitives.ReadUInt64LittleEndian(octets[8..]) == ((ulong)number ^ Mask) ? number : 0;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    /// <exception cref="IOException">The disk does not take it.</exception>
    public void Write(long number)
    {
        Span<byte> octets = stackalloc byte[Length];
        BinaryPrimitives.WriteInt64LittleEndian(octets, number);
        BinaryPrimitives.WriteUInt64LittleEndian(octets[8..], (ulong)number ^ Mask);
        FileStream file = Open();
        file.Position = 0;
        file.Write(octets);
    }

    public void Dispose() => _file?.Dispose();

    private FileStream Open() => _file ??= new FileStream(_path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
}
