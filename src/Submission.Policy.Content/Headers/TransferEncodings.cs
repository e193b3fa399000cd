namespace Submission.Policy.Content.Headers;

/// <summary>The ways in which the body of a part may be encoded, as far as its field Content-Transfer-Encoding leaves it open (RFC 2045, section 6).</summary>
[Flags]
internal enum TransferEncodings
{
    /// <summary>The field says nothing.</summary>
    None = 0,

    /// <summary>As it is: 7bit, 8bit, binary; also where a strict reader would not know the word that a lenient one reads.</summary>
    Identity = 1,

    /// <summary>base64, also as x-base64.</summary>
    Base64 = 2,

    /// <summary>quoted-printable.</summary>
    QuotedPrintable = 4,

    /// <summary>uuencode, x-uuencode, x-uue.</summary>
    Uuencode = 8,

    /// <summary>x-gzip64: gzip in base64.</summary>
    Gzip64 = 16,

    /// <summary>x-yenc.</summary>
    Yenc = 32,

    /// <summary>BinHex 4.0 (mac-binhex40, x-binhex).</summary>
    BinHex = 64,

    /// <summary>Some word that names no encoding known here.</summary>
    Unknown = 128,
}
