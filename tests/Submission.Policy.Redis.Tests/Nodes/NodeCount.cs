namespace Submission.Policy.Redis.Tests.Nodes;

/// <summary>How attempts have ended.</summary>
internal readonly record struct NodeCount(int Admitted, int Refused, int Unavailable);
