using System.Text;

namespace Submission.Gateway.Tests.Dsn;

/// <summary>The notice in docs/bounces.md is one that was written. With the environment variable <c>UPDATE_DOCS=1</c> it is put there anew.</summary>
public sealed class NoticePageTests
{
    private const string Start = "```text\n";
    private const string End = "```\n";

    [Fact]
    public async Task Page_Shows_WhatIsWritten()
    {
        string file = Path.Combine(Repository.Root, "docs", "bounces.md");
        string committed = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        int start = committed.IndexOf(Start, StringComparison.Ordinal) + Start.Length;
        int end = committed.IndexOf(End, start, StringComparison.Ordinal);

        byte[] octets = await (NoticeCases.All["mixed"] with { Message = Encoding.ASCII.GetBytes(NoticeCase.PlainMessage.Replace("RmFrdHVyYSDEjS4gMTE0", "SW52b2ljZSAxMTQ=", StringComparison.Ordinal)) }).OctetsAsync();
        string page = committed[..start] + Encoding.ASCII.GetString(octets).ReplaceLineEndings("\n") + committed[end..];
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1") await File.WriteAllTextAsync(file, page, TestContext.Current.CancellationToken);
        else Assert.True(committed == page, "docs/bounces.md shows another notice than is written now: look at why, then run this test with UPDATE_DOCS=1.");
    }
}
