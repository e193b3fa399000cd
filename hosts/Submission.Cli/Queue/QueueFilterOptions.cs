using System.CommandLine;
using System.CommandLine.Parsing;
using Submission.Admin;
using Submission.Cli.Output;

namespace Submission.Cli.Queue;

/// <summary>The options that say which mail is meant, the same for every command.</summary>
internal sealed class QueueFilterOptions
{
    private readonly Option<string?> _id = Create("--id", "The message with this id.", "id");
    private readonly Option<string?> _domain = Create("--domain", "Mail to this domain.", "domain");
    private readonly Option<string?> _sender = Create("--sender", "Mail from this address; '<>' for notices.", "address");
    private readonly Option<string?> _account = Create("--account", "Mail that this account has sent.", "login");
    private readonly Option<string?> _state = Create("--state", "Mail in this state.", "state");
    private readonly Option<bool>? _all;

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="isForChange">Whether the command changes something: then it must be said which mail is meant.</param>
    public QueueFilterOptions(Command command, bool isForChange)
    {
        _id.Validators.Add(static result =>
        {
            if (result.Tokens is [var token, ..] && !QueueOptionSet.IsId(token.Value)) result.AddError($"'{Printable.Of(token.Value)}' is no id. {QueueOptionSet.IdsAre}");
        });
        _state.AcceptOnlyFromAmong([.. AdminQueueWords.States]);
        foreach (Option option in Filters) command.Options.Add(option);
        if (!isForChange) return;
        _all = new Option<bool>("--all") { Description = "All mail in the queue." };
        command.Options.Add(_all);
        command.Validators.Add(Check);
    }

    private Option[] Filters => [_id, _domain, _sender, _account, _state];

    /// <summary>Whether anything narrows what is meant.</summary>
    public bool IsGiven(ParseResult parsed) => Filters.Any(filter => parsed.GetResult(filter) is not null);

    /// <summary>Writes what is meant into the query of a change.</summary>
    public QueryText AddTo(QueryText query, ParseResult parsed) => AddFiltersTo(query, parsed).Add("all", _all is not null && parsed.GetValue(_all) ? "true" : null);

    /// <summary>The same for a list, which is of all mail where nothing else is said.</summary>
    public QueryText AddFiltersTo(QueryText query, ParseResult parsed) => query
        .Add("id", parsed.GetValue(_id))
        .Add("domain", parsed.GetValue(_domain))
        .Add("sender", parsed.GetValue(_sender))
        .Add("account", parsed.GetValue(_account))
        .Add("state", parsed.GetValue(_state));

    private static Option<string?> Create(string name, string description, string value) => new(name) { Description = description, HelpName = value };

    private void Check(CommandResult command)
    {
        bool isFiltered = Filters.Any(filter => command.GetResult(filter) is not null);
        bool isAll = command.GetResult(_all!) is { Implicit: false };
        if (!isFiltered && !isAll) command.AddError("Say which mail is meant: --id, --domain, --sender, --account or --state; --all means all of it.");
        else if (isFiltered && isAll) command.AddError("Say either --all or which mail is meant, not both.");
    }
}
