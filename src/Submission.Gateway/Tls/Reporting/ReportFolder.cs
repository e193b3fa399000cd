using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Submission.Gateway.Tls.Reporting;

/// <summary>The files of days, one each; one that is damaged is as if it were not there. Nothing that the disk does is an exception. Not thread-safe.</summary>
internal sealed class ReportFolder(string directory, ILogger logger)
{
    private const string Form = "yyyy-MM-dd";
    private const string Ending = ".tlsrpt";
    private const long MaximumLength = 256L * 1024 * 1024;

    public List<ReportDay> Read()
    {
        List<ReportDay> days = [];
        try
        {
            Directory.CreateDirectory(directory);
            foreach (string file in Directory.GetFiles(directory, "*" + Ending))
            {
                if (ReadFile(file) is { } day) days.Add(day);
                else TlsReportLog.FileDamaged(logger, file);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            TlsReportLog.FolderUnavailable(logger, directory, error.Message);
        }

        return days;
    }

    public void Write(DateOnly day, byte[] octets)
    {
        try
        {
            DurableFile.Replace(PathOf(day), octets);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            TlsReportLog.FolderUnavailable(logger, directory, error.Message);
        }
    }

    public void Remove(DateOnly day)
    {
        try
        {
            File.Delete(PathOf(day));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            TlsReportLog.FolderUnavailable(logger, directory, error.Message);
        }
    }

    private string PathOf(DateOnly day) => Path.Combine(directory, day.ToString(Form, CultureInfo.InvariantCulture) + Ending);

    private ReportDay? ReadFile(string file)
    {
        try
        {
            if (new FileInfo(file).Length > MaximumLength) return null;
            ReportDay? day = JsonSerializer.Deserialize(File.ReadAllBytes(file), ReportDayJson.Default.ReportDay);
            return day is { Version: 1, Domains: not null, Done: not null } && PathOf(day.Day) == file ? day : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }
}
