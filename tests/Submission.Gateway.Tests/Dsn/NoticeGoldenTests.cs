using System.Text;

namespace Submission.Gateway.Tests.Dsn;

/// <summary>Notices as they stand in files, octet for octet. The environment variable <c>UPDATE_GOLDEN=1</c> writes the files anew: look at what has changed.</summary>
public sealed class NoticeGoldenTests
{
    public static TheoryData<string> Names => [.. NoticeCases.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task WriteAsync_Case_IsTheNoticeInItsFile(string name)
    {
        byte[] octets = await NoticeCases.All[name].OctetsAsync();
        string file = Path.Combine(Folder(), name + ".eml");
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1") await File.WriteAllBytesAsync(file, octets, TestContext.Current.CancellationToken);
        byte[] expected = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        Assert.Equal(Encoding.Latin1.GetString(expected), Encoding.Latin1.GetString(octets));
    }

    [Fact]
    public void Files_AreThoseOfTheCases() =>
        Assert.Equal(NoticeCases.All.Keys.Order(StringComparer.Ordinal), Directory.GetFiles(Folder(), "*.eml").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal));

    private static string Folder() => Path.Combine(Repository.Root, "tests", "Submission.Gateway.Tests", "Dsn", "Golden");
}
