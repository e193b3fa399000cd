namespace Submission.Grpc.Tests;

/// <summary>Facts of a whole message that every rule lets pass, to be changed.</summary>
internal static class Facts
{
    public static Wire.MessageFacts Good(string sender = SessionTalk.Login) => new()
    {
        Connect = new Wire.Connect { ClientAddress = "192.0.2.1" },
        Helo = new Wire.Helo { Name = "client.example" },
        IsTls = true,
        Authentication = new Wire.Authentication { Outcome = Wire.AuthenticationOutcome.Succeeded, Login = sender },
        Mail = new Wire.Mail { ReversePath = sender },
        Recipients = { new Wire.Rcpt { ForwardPath = "friend@example.net" } },
        Message = new Wire.Message { Octets = Google.Protobuf.ByteString.CopyFromUtf8("Subject: x\r\n\r\nHello\r\n") },
    };

    public static Wire.MessageFacts Failed() => new()
    {
        Connect = new Wire.Connect { ClientAddress = "192.0.2.1" },
        Authentication = new Wire.Authentication { Outcome = Wire.AuthenticationOutcome.WrongPassword, Login = SessionTalk.Login },
    };
}
