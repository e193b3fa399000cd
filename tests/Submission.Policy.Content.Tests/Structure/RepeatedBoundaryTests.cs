using System.Text;

namespace Submission.Policy.Content.Tests.Structure;

public class RepeatedBoundaryTests
{
    /// <summary>A part whose header is broken and never ends must not open the part around it again and again.</summary>
    [Fact]
    public async Task Read_BoundaryOfTheOuterMultipartWithin_IsNotTakenForDepth()
    {
        const string Message =
            "Content-Type: multipart/mixed; boundary=\"b1\"\r\n\r\n--b1\r\n"
            + "Received: from pc.example.cz ([192.0.2.7]) by mail.example.cz with ESMTPSA; Pue, 24 Nov 2026 09:15:\u00102 +0100\r\n"
            + "From: Jana No=e, 24 Nov 2026 09:15:00 +0100\r\nMessage-ID: <1.20261124@example.cz>\r\nMIME-Version: 1.0\r\n"
            + "Content/Type: multipart/mixed; boundary=\"b1\"\r\n\r\n--b1\r\n\r\nSee the file.\r\n--b1\r\n"
            + "Content-Type: application/octet-stre(am; ~ame=\"file.pdf\"\r\r";

        MessageStructure structure = (await new MimeMessageReader().ReadAsync(MessageContent.FromMemory(Encoding.Latin1.GetBytes(Message)), TestContext.Current.CancellationToken)).Value!;

        Assert.Null(structure.Incomplete);
    }
}
