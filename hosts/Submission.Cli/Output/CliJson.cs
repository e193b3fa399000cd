using System.Text.Json.Serialization;
using Submission.Admin;
using Submission.Cli.Accounts;
using Submission.Cli.Explain;
using Submission.Cli.Session;
using Submission.Cli.Test;
using Submission.Cli.Validate;

namespace Submission.Cli.Output;

/// <summary>The documents of <c>--json</c>; their shapes are documented in docs/cli.md.</summary>
[JsonSerializable(typeof(ValidationDocument))]
[JsonSerializable(typeof(TestDocument))]
[JsonSerializable(typeof(ExplanationDocument))]
[JsonSerializable(typeof(DialogDocument))]
[JsonSerializable(typeof(HashDocument))]
[JsonSerializable(typeof(AccountsDocument))]
[JsonSerializable(typeof(AdminLimits))]
[JsonSerializable(typeof(AdminBlocks))]
[JsonSerializable(typeof(AdminChange))]
[JsonSerializable(typeof(AdminDecision))]
[JsonSerializable(typeof(AdminQueue))]
[JsonSerializable(typeof(AdminQueuedMessage))]
[JsonSerializable(typeof(AdminQueueChange))]
[JsonSerializable(typeof(AdminQueueStatistics))]
[JsonSerializable(typeof(AdminDomains))]
[JsonSerializable(typeof(AdminDomainChange))]
[JsonSerializable(typeof(AdminDkimDomains))]
[JsonSerializable(typeof(AdminDkimDomain))]
[JsonSerializable(typeof(AdminAdvice))]
[JsonSerializable(typeof(AdminTls))]
internal sealed partial class CliJson : JsonSerializerContext;
