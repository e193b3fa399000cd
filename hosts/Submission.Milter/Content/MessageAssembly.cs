using System.Buffers;
using Submission.Smtp.Content;

namespace Submission.Milter.Content;

/// <summary>
/// Puts a message together again from what a mail server tells of it: each header field octet for octet, the empty line, the body. Not thread-safe.
/// </summary>
internal sealed class MessageAssembly(MilterLimits limits, ArrayBufferWriter<byte> headers) : IDisposable
{
    // The bound of the SMTP server, for the same reason: see SmtpServerOptions.MaximumDataLineLength.
    private const int MaximumLineLength = 1_000_000;
    private const int HeaderPieceSize = 8 * 1024;

    private readonly MessageSpool _spool = new(limits.MessageSize, limits.MessageMemory, limits.Folder);
    private readonly ContentScanner _scanner = new(MaximumLineLength);
    private bool _isInBody;

    /// <summary>The first thing that is wrong with the message.</summary>
    public ContentFault Fault => _spool.Fault;

    /// <summary>The error behind <see cref="ContentFault.NoStorage"/>.</summary>
    public Exception? StorageError => _spool.StorageError;

    /// <summary>Whether the header has ended, so that no field can follow.</summary>
    public bool IsInBody => _isInBody;

    /// <summary>Takes a header field in.</summary>
    /// <param name="name">What stands before the colon.</param>
    /// <param name="value">What stands behind it; lines end with LF.</param>
    /// <param name="leadingSpace">Whether white space behind the colon is part of the value; otherwise the mail server has taken one space away.</param>
    public void TakeHeader(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, bool leadingSpace)
    {
        headers.Write(name);
        headers.Write(leadingSpace ? ":"u8 : ": "u8);
        while (true)
        {
            int end = value.IndexOf((byte)'\n');
            if (end < 0) break;
            headers.Write(end > 0 && value[end - 1] == '\r' ? value[..(end - 1)] : value[..end]);
            headers.Write("\r\n"u8);
            value = value[(end + 1)..];
        }

        headers.Write(value);
        headers.Write("\r\n"u8);
        if (headers.WrittenCount >= HeaderPieceSize) PassHeaders();
    }

    /// <summary>Takes a piece of the body in.</summary>
    public void TakeBody(in ReadOnlySequence<byte> chunk)
    {
        EndHeaders();
        foreach (ReadOnlyMemory<byte> segment in chunk) _scanner.Take(segment.Span, _spool);
    }

    /// <summary>The message has ended.</summary>
    /// <returns>The message, valid until this is disposed; <see langword="null"/> where there is a fault.</returns>
    public MessageBody? Complete()
    {
        EndHeaders();
        _scanner.End(_spool);
        return _spool.Complete();
    }

    public void Dispose()
    {
        headers.ResetWrittenCount();
        _spool.Dispose();
    }

    private void EndHeaders()
    {
        if (_isInBody) return;
        _isInBody = true;
        headers.Write("\r\n"u8);
        PassHeaders();
    }

    private void PassHeaders()
    {
        _scanner.Take(headers.WrittenSpan, _spool);
        headers.ResetWrittenCount();
    }
}
