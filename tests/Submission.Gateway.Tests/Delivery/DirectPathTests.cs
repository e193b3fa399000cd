using System.Text;

namespace Submission.Gateway.Tests.Delivery;

public sealed class DirectPathTests
{
    [Fact]
    public async Task AcceptAsync_IdleGateway_DeliversWithoutReadingTheQueue()
    {
        await using ScriptedServer server = new();
        await using Rig rig = new Rig().Start();
        rig.Routes.With("example.org", server.EndPoint);
        byte[] body = Encoding.Latin1.GetBytes("Subject: x\r\n\r\n.\r\n..two\r\n" + new string('a', 5000) + "\r\n\u00e1\u00ff\u0080\r\n.end\r\n");
        await rig.SendAsync(body, "eva@example.org");
        await Rig.UntilAsync(() => rig.Memory.IsEmpty);
        TakenMail mail = Assert.Single(server.Mails);
        Assert.Equal(("jan@domena.cz", "eva@example.org"), (mail.From, Assert.Single(mail.To)));
        Assert.Equal(body, mail.Data);
        Assert.Equal((0, 0), (rig.Memory.Claims, rig.Memory.BodiesOpened));
    }
}
