using System.Net;

namespace Submission.Policy.Lookups;

internal readonly record struct BlocklistQuestion(DomainName Zone, IPAddress Client);
