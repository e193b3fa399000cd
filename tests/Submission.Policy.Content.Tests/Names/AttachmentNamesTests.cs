using System.Text;
using Submission.Policy.Content.Names;

namespace Submission.Policy.Content.Tests.Names;

public sealed class AttachmentNamesTests
{
    [Fact]
    public void AddField_PlainName_IsThere()
    {
        var sut = new AttachmentNames();
        sut.BeginPart();

        sut.AddField("Content-Disposition"u8, Encoding.UTF8.GetBytes(" attachment; filename=\"report.pdf\"\r\n"));

        Assert.Equal([new AttachmentName("report.pdf", AttachmentNameSource.Disposition)], sut.ToImmutable());
    }
}
