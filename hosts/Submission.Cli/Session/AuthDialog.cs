namespace Submission.Cli.Session;

/// <summary>An AUTH exchange: <c>PLAIN</c>, <c>LOGIN</c>, or simply a login and a password. Not thread-safe.</summary>
internal sealed class AuthDialog(PolicyDialog policy)
{
    private Func<string, CancellationToken, ValueTask<DialogAnswer>>? _next;

    /// <summary>Whether the next line is part of the exchange.</summary>
    public bool IsWaiting => _next is not null;

    public ValueTask<DialogAnswer> BeginAsync(string argument, CancellationToken cancellationToken)
    {
        if (policy.IsAuthenticated) return Say(DialogReplies.AlreadyAuthenticated);
        if (policy.IsInTransaction) return Say(DialogReplies.AuthWithinMail);
        int space = argument.IndexOf(' ', StringComparison.Ordinal);
        string first = space < 0 ? argument : argument[..space];
        string rest = space < 0 ? "" : argument[(space + 1)..];
        if (first.Equals("PLAIN", StringComparison.OrdinalIgnoreCase)) return rest.Length == 0 ? Ask(DialogReplies.GoOn, PlainAsync) : PlainAsync(rest, cancellationToken);
        if (first.Equals("LOGIN", StringComparison.OrdinalIgnoreCase)) return rest.Length == 0 ? Ask(DialogReplies.UserName, UserNameAsync) : UserNameAsync(rest, cancellationToken);
        if (rest.Length == 0) return ValueTask.FromResult(new DialogAnswer(DialogReplies.BadArgument) { Note = "Say AUTH PLAIN ..., AUTH LOGIN ..., or simply AUTH login password." });
        return policy.AuthenticateAsync(first, rest, cancellationToken);
    }

    public ValueTask<DialogAnswer> ContinueAsync(string line, CancellationToken cancellationToken)
    {
        Func<string, CancellationToken, ValueTask<DialogAnswer>> next = _next!;
        _next = null;
        // RFC 4954, section 4: the client gives up; the policy hears nothing of it.
        return line is "*" ? Say(DialogReplies.Cancelled) : next(line, cancellationToken);
    }

    public void Forget() => _next = null;

    private ValueTask<DialogAnswer> PlainAsync(string base64, CancellationToken cancellationToken) =>
        Credentials.ReadPlain(base64) is { } given ? policy.AuthenticateAsync(given.Login, given.Password, cancellationToken) : Say(DialogReplies.BadCredentials);

    private ValueTask<DialogAnswer> UserNameAsync(string base64, CancellationToken cancellationToken)
    {
        if (Credentials.ReadText(base64) is not { } login) return Say(DialogReplies.BadCredentials);
        return Ask(DialogReplies.Password, (line, cancel) =>
            Credentials.ReadText(line) is { } password ? policy.AuthenticateAsync(login, password, cancel) : Say(DialogReplies.BadCredentials));
    }

    private ValueTask<DialogAnswer> Ask(string reply, Func<string, CancellationToken, ValueTask<DialogAnswer>> next)
    {
        _next = next;
        return Say(reply);
    }

    private static ValueTask<DialogAnswer> Say(string reply) => ValueTask.FromResult(new DialogAnswer(reply));
}
