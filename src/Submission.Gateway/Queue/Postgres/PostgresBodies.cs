using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Npgsql;
using Submission.Smtp.Content;

namespace Submission.Gateway.Queue.Postgres;

/// <summary>Reads bodies out of the database: small ones into memory, others part by part into a file that has no name and so vanishes with the process. Thread-safe.</summary>
internal sealed class PostgresBodies(PostgresQueueOptions options)
{
    /// <summary>The most octets of a part.</summary>
    public const int PartLength = 256 * 1024;

    private const int MostInMemory = 64 * 1024;

    private readonly string _statement = $"""
        SELECT b.part, m.digest, b.content FROM {options.Schema}.message m LEFT JOIN {options.Schema}.body b ON b.message = m.number WHERE m.number = $1 ORDER BY b.part
        """;

    /// <returns>The body; <see langword="null"/> where the message is gone.</returns>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public async ValueTask<QueuedBody?> OpenAsync(NpgsqlConnection connection, QueuedMessage message, CancellationToken cancellationToken)
    {
        using var command = new NpgsqlCommand(_statement, connection);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = message.Number });
        NpgsqlDataReader reader = await command.ExecuteReaderAsync(System.Data.CommandBehavior.SequentialAccess, cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            if (!await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) return null;
            if (message.Size > MostInMemory) return await SpoolAsync(reader, message.Size, cancellationToken).ConfigureAwait(false);
            using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            (byte[] expected, byte[]? content) = await ReadPartAsync(reader, 0, cancellationToken).ConfigureAwait(false);
            content ??= [];
            digest.AppendData(content);
            Verify(digest, expected, content.Length, message.Size);
            return new QueuedBody(MessageBody.FromMemory(content));
        }
    }

    private async ValueTask<QueuedBody> SpoolAsync(NpgsqlDataReader reader, long size, CancellationToken cancellationToken)
    {
        SafeFileHandle file = CreateFile();
        try
        {
            using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            long length = 0;
            byte[] expected;
            int part = 0;
            do
            {
                (expected, byte[]? content) = await ReadPartAsync(reader, part++, cancellationToken).ConfigureAwait(false);
                if (content is null) break;
                digest.AppendData(content);
                await WriteAsync(file, content, length, cancellationToken).ConfigureAwait(false);
                length += content.Length;
            }
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false));
            Verify(digest, expected, length, size);
            return new QueuedBody(MessageBody.FromFile(file, length), file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static async ValueTask<(byte[] Digest, byte[]? Content)> ReadPartAsync(NpgsqlDataReader reader, int part, CancellationToken cancellationToken)
    {
        bool isThere = !await reader.IsDBNullAsync(0, cancellationToken).ConfigureAwait(false);
        if (isThere && reader.GetInt32(0) != part) throw new InvalidDataException("A part of the body is missing.");
        byte[] digest = await reader.GetFieldValueAsync<byte[]>(1, cancellationToken).ConfigureAwait(false);
        return (digest, isThere ? await reader.GetFieldValueAsync<byte[]>(2, cancellationToken).ConfigureAwait(false) : null);
    }

    private static void Verify(IncrementalHash digest, byte[] expected, long length, long size)
    {
        if (length != size) throw new InvalidDataException("The body has another length than the message that was accepted.");
        if (!digest.GetHashAndReset().AsSpan().SequenceEqual(expected)) throw new InvalidDataException("The body has other octets than the message that was accepted.");
    }

    // The database is not to blame for this machine's disk.
    private async ValueTask WriteAsync(SafeFileHandle file, byte[] content, long offset, CancellationToken cancellationToken)
    {
        try
        {
            await RandomAccess.WriteAsync(file, content, offset, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException error)
        {
            throw Unwritable(error);
        }
    }

    private SafeFileHandle CreateFile()
    {
        try
        {
            return CreateNamelessFile();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(error);
        }
    }

    private QueueUnavailableException Unwritable(Exception error) => new($"A body cannot be written to {options.SpoolDirectory}: {error.Message}", error);

    private SafeFileHandle CreateNamelessFile()
    {
        string path = Path.Combine(options.SpoolDirectory, $"submission-{Guid.NewGuid():N}.body");
        FileOptions behaviour = OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose | FileOptions.Asynchronous : FileOptions.None;
        SafeFileHandle file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete, behaviour);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            File.Delete(path);
        }

        return file;
    }
}
