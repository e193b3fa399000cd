namespace Submission.Cli.Admin;

/// <summary>What came of a question to the host.</summary>
/// <typeparam name="T">The document that answers it.</typeparam>
/// <param name="Document">The answer; <see langword="null"/> where there is none.</param>
/// <param name="Problem">Why there is none; <see langword="null"/> where there is an answer.</param>
/// <param name="ExitCode">What the tool tells the shell.</param>
internal readonly record struct AdminResult<T>(T? Document, string? Problem, int ExitCode)
    where T : class;
