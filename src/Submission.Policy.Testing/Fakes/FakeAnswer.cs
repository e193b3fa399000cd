using Submission.Policy.Lookups;

namespace Submission.Policy.Testing;

/// <summary>An answer that several threads may read while another one replaces it: the result alone is too large to be written in one piece.</summary>
internal sealed record FakeAnswer<T>(LookupResult<T> Result);
