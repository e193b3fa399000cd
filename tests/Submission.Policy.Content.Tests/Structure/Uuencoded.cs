using System.Text;

namespace Submission.Policy.Content.Tests.Structure;

/// <summary>Writes uuencoded text.</summary>
internal static class Uuencoded
{
    public static string Of(byte[] octets, string name, string begin = "begin 644 ", string end = "`\nend\n")
    {
        StringBuilder text = new($"{begin}{name}\n");
        foreach (byte[] chunk in octets.Chunk(45))
        {
            text.Append(Character(chunk.Length));
            byte[] padded = [.. chunk, 0, 0];
            for (int i = 0; i < chunk.Length; i += 3)
            {
                int group = (padded[i] << 16) | (padded[i + 1] << 8) | padded[i + 2];
                for (int shift = 18; shift >= 0; shift -= 6) text.Append(Character((group >> shift) & 63));
            }

            text.Append('\n');
        }

        return text.Append(end).ToString();
    }

    private static char Character(int value) => value == 0 ? '`' : (char)(value + ' ');
}
