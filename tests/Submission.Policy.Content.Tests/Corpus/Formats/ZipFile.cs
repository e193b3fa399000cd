using System.IO.Compression;

namespace Submission.Policy.Content.Tests.Corpus.Formats;

/// <summary>Writes a real .zip with one file.</summary>
internal static class ZipFile
{
    public static byte[] Holding(string name)
    {
        using var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            ZipArchiveEntry entry = archive.CreateEntry(name);
            entry.LastWriteTime = new DateTimeOffset(2026, 11, 24, 9, 15, 0, TimeSpan.Zero);
            using Stream data = entry.Open();
            data.Write(Mime.Octets(Mime.Program));
        }

        return file.ToArray();
    }
}
