using System.Text;
using Submission.Smtp.Content;

namespace Submission.Trust.Tests.Dkim;

internal static class Octets
{
    /// <summary>The octets of a text in Latin-1.</summary>
    public static byte[] Of(string text) => Encoding.Latin1.GetBytes(text);

    public static MessageBody Body(string text) => MessageBody.FromMemory(Of(text));
}
