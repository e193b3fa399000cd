using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Submission.Hosting.Admin;

/// <summary>What a request asks for.</summary>
/// <param name="Method">The method of HTTP.</param>
/// <param name="Resource">The first segment of the path behind <c>/v1/</c>.</param>
/// <param name="Subject">The second; <see langword="null"/> where there is none.</param>
/// <param name="Action">The third; <see langword="null"/> where there is none.</param>
/// <param name="Rule">The rule of the query; <see langword="null"/> where there is none.</param>
internal sealed record AdminRequest(string Method, string Resource, string? Subject, string? Action, RuleId? Rule)
{
    /// <summary>The longest subject: a mail address in full, and what a network or a rule's key may add to it.</summary>
    public const int MaximumSubjectLength = 512;

    /// <summary>Reads a request.</summary>
    /// <param name="context">The request. The target is taken as it was sent: a slash within a subject is written <c>%2F</c>, which the path of the framework does not tell.</param>
    /// <param name="request">The request where the method returns <see langword="true"/>.</param>
    /// <param name="problem">What is wrong; <see langword="null"/> where there is no such resource.</param>
    public static bool TryRead(HttpContext context, [NotNullWhen(true)] out AdminRequest? request, out string? problem)
    {
        (request, problem) = (null, null);
        string path = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?')[0];
        string[] segments = [.. path.Split('/').Select(Uri.UnescapeDataString)];
        if (segments is not ["", "v1", var resource, ..] || segments.Length > 5) return false;
        string? subject = segments.Length > 3 ? segments[3] : null;
        if (subject is not null && (subject.Length is 0 or > MaximumSubjectLength || subject.Any(char.IsControl)))
        {
            problem = $"The subject must have 1 to {MaximumSubjectLength} characters, none of them a control character.";
            return false;
        }

        RuleId? rule = null;
        if (context.Request.Query["rule"] is [{ Length: > 0 } name])
        {
            if (!RuleId.IsValid(name))
            {
                problem = "The rule in the query is no id of a rule: lower case letters, digits and hyphens.";
                return false;
            }

            rule = new RuleId(name);
        }

        request = new AdminRequest(context.Request.Method, resource, subject, segments.Length > 4 ? segments[4] : null, rule);
        return true;
    }
}
