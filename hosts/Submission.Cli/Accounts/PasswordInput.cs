using System.Text;
using Spectre.Console;
using Submission.Cli.Output;
using Submission.Cli.Session;
using Submission.Hosting.Accounts;

namespace Submission.Cli.Accounts;

/// <summary>Gets a password: typed twice without being shown, or as one line of what is piped.</summary>
internal static class PasswordInput
{
    /// <returns>The password in UTF-8, or why there is none.</returns>
    public static async Task<(byte[]? Password, string? Problem)> ReadAsync(Terminal terminal, CancellationToken cancellationToken)
    {
        string? password = terminal.IsInputRedirected ? await new LineReader(terminal.In, isTerminal: false).ReadAsync(cancellationToken) : await AskAsync("Password: ", terminal, cancellationToken);
        if (string.IsNullOrEmpty(password)) return (null, "There is no password.");
        if (Encoding.UTF8.GetByteCount(password) > PasswordHasher.MaximumPasswordLength) return (null, $"A password has at most {PasswordHasher.MaximumPasswordLength} octets.");
        if (!terminal.IsInputRedirected && await AskAsync("Once more: ", terminal, cancellationToken) != password) return (null, "The two passwords differ.");
        return (Encoding.UTF8.GetBytes(password), null);
    }

    // On the standard error, so that the hash alone can be redirected into a file.
    private static Task<string> AskAsync(string question, Terminal terminal, CancellationToken cancellationToken) =>
        new TextPrompt<string>(question) { AllowEmpty = true }.Secret(null).ShowAsync(terminal.Error, cancellationToken);
}
