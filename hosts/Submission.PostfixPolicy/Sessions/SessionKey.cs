using System.Net;

namespace Submission.PostfixPolicy.Sessions;

/// <summary>Which SMTP session a request belongs to: the client's end of its connection, and the port that it has reached.</summary>
/// <param name="Address">The client's address.</param>
/// <param name="ClientPort">Its port; 0 where Postfix does not tell it.</param>
/// <param name="ServerPort">The port of Postfix; 0 where Postfix does not tell it.</param>
/// <param name="Connection">The policy connection, where the client's port is not known, so that clients behind one address are kept apart; else 0.</param>
internal readonly record struct SessionKey(IPAddress Address, ushort ClientPort, ushort ServerPort, long Connection);
