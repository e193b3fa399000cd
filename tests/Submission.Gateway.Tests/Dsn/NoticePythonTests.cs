using System.Diagnostics;
using Submission.Gateway.Dsn;
using Submission.Gateway.Queue;

namespace Submission.Gateway.Tests.Dsn;

/// <summary>Another reader, Python's, finds in the notices what was put there.</summary>
public sealed class NoticePythonTests
{
    // A report in message/global-delivery-status is no list of field groups to it, but one text.
    private const string Script = """
        import email, email.policy, sys
        for file in sys.argv[1:]:
            octets = open(file, 'rb').read()
            notice = email.message_from_bytes(octets, policy=email.policy.default)
            parts = list(notice.iter_parts())
            defects = [d for part in notice.walk() for d in part.defects]
            assert not defects, (file, defects)
            assert notice.get_content_type() == 'multipart/report' and notice.get_param('report-type') == 'delivery-status', file
            assert parts[0].get_content_type() == 'text/plain' and parts[0].get_content().strip(), file
            groups = parts[1].get_payload() if parts[1].get_content_type() == 'message/delivery-status' else []
            recipients = [' '.join([group['Final-Recipient'].split('; ')[1], group['Action'], group['Status'][0]]) for group in groups[1:]]
            print(file.replace('\\', '/').split('/')[-1][:-4], '|', ' '.join(part.get_content_type() for part in parts[1:]), '|', ', '.join(recipients))
        """;

    [Fact]
    public async Task Notices_ReadByPython_AreReportsOfTheSameRecipients()
    {
        string folder = Directory.CreateTempSubdirectory("notices").FullName;
        try
        {
            List<string> arguments = ["-c", Script];
            List<string> expected = [];
            foreach ((string name, NoticeCase given) in NoticeCases.All)
            {
                byte[] octets = await given.OctetsAsync();
                string file = Path.Combine(folder, name + ".eml");
                await File.WriteAllBytesAsync(file, octets, TestContext.Current.CancellationToken);
                arguments.Add(file);
                expected.Add($"{name} | {Types(Notice.Read(octets))} | {(name.StartsWith("smtputf8", StringComparison.Ordinal) ? "" : Told(given))}".TrimEnd());
            }

            Assert.Equal(expected, await RunAsync(arguments));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Types(Notice notice)
    {
        MimeKit.MultipartReport report = Assert.IsType<MimeKit.MultipartReport>(notice.Mime.Body);
        return string.Join(' ', report.Skip(1).Select(static part => part.ContentType.MimeType));
    }

    private static string Told(NoticeCase given) => string.Join(", ", given.Recipients.Select(static recipient => recipient.Notice switch
    {
        OwedNotice.Failed => $"{recipient.Command.ForwardPath} failed {recipient.Last!.Status.Class}",
        OwedNotice.Delayed => $"{recipient.Command.ForwardPath} delayed 4",
        OwedNotice.Relayed => $"{recipient.Command.ForwardPath} relayed 2",
        _ => $"{recipient.Command.ForwardPath} delivered 2",
    }));

    private static async Task<IEnumerable<string>> RunAsync(List<string> arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo("python3", arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await error);
        return output.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line.TrimEnd());
    }
}
