using System.Globalization;
using Microsoft.AspNetCore.Http;
using Submission.Admin;
using Submission.Policy.Specification;

namespace Submission.GatewayServer.Admin;

/// <summary>
/// Reads the parameters of a request; the first that cannot be used is told. A parameter that nobody asked for is one of those: who mistypes a filter must not change all
/// mail. Not thread-safe.
/// </summary>
internal sealed class AdminQueryReader(IQueryCollection query)
{
    private readonly HashSet<string> _asked = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What is wrong, as a sentence; <see langword="null"/> where nothing is.</summary>
    public string? Problem { get; private set; }

    /// <summary>Notes what is wrong with a parameter, unless something else was wrong before.</summary>
    public void Reject(string problem) => Problem ??= problem;

    /// <summary>A text as it was given.</summary>
    /// <returns>The text; <see langword="null"/> where the parameter is missing, or cannot be used.</returns>
    public string? Text(string name)
    {
        _asked.Add(name);
        if (!query.TryGetValue(name, out var values)) return null;
        if (values is [{ Length: > 0 } text]) return text;
        Reject(values.Count > 1 ? $"The parameter {name} stands there several times." : $"The parameter {name} is empty.");
        return null;
    }

    public string? Reason(string name)
    {
        if (Text(name) is not { } reason) return null;
        if (AdminReason.ProblemOf(reason) is { } problem) Reject(problem);
        return reason;
    }

    /// <summary>How long something is to last.</summary>
    public TimeSpan? Duration(string name)
    {
        if (Text(name) is not { } text) return null;
        if (DurationText.TryParse(text, out TimeSpan duration) && duration >= AdminQueueWords.ShortestTime && duration <= AdminQueueWords.LongestTime) return duration;
        Reject($"The parameter {name} takes 1s to 30d, for example 2h or 1h30m.");
        return null;
    }

    public int Number(string name, int usual, int most)
    {
        if (Text(name) is not { } text) return usual;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= 1 && number <= most) return number;
        Reject(string.Create(CultureInfo.InvariantCulture, $"The parameter {name} takes 1 to {most}."));
        return usual;
    }

    /// <summary>Where a list goes on: what the part before gave as <c>next</c>.</summary>
    public long Cursor(string name)
    {
        if (Text(name) is not { } text) return 0;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number)) return number;
        Reject($"The parameter {name} takes what the part of the list before it gave as next.");
        return 0;
    }

    public bool Flag(string name)
    {
        if (Text(name) is not { } text) return false;
        if (text is "true") return true;
        Reject($"The parameter {name} takes true.");
        return false;
    }

    /// <summary>Ends the reading.</summary>
    /// <returns>Whether all could be used and nothing else was there.</returns>
    public bool TryEnd()
    {
        string? other = query.Keys.FirstOrDefault(name => !_asked.Contains(name));
        if (other is not null)
        {
            Reject(_asked.Count == 0
                ? "This takes no parameters."
                : Spelling.Nearest(other, _asked) is { } nearest ? $"A parameter is not known here. Did you mean {nearest}?" : $"A parameter is not known here. Known: {string.Join(", ", _asked)}.");
        }

        return Problem is null;
    }
}
