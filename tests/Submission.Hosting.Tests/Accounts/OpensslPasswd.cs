using System.Diagnostics;

namespace Submission.Hosting.Tests.Accounts;

/// <summary>The hashes of another implementation: <c>openssl passwd</c>.</summary>
internal static class OpensslPasswd
{
    public static string Hash(string scheme, string salt, string password)
    {
        using Process openssl = Process.Start(new ProcessStartInfo("openssl", ["passwd", scheme, "-salt", salt, "-stdin"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        openssl.StandardInput.Write(password + "\n");
        openssl.StandardInput.Close();
        string hash = openssl.StandardOutput.ReadToEnd().Trim();
        openssl.WaitForExit();
        return hash;
    }
}
