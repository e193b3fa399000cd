using System.Text;
using CsCheck;
using Submission.Hosting.Sessions;
using Submission.Smtp.Content;

namespace Submission.Hosting.Tests.Sessions;

/// <summary>The trace fields of a message (Q17).</summary>
public sealed class HopCountTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("Subject: x\r\n\r\nReceived: body\r\n", 0)]
    [InlineData("Received: a\r\n\r\n", 1)]
    [InlineData("Received: a", 1)]
    [InlineData("RECEIVED : a\r\n\r\n", 1)]
    [InlineData("received\t: a\r\n\tb\r\nReceived: c\r\nX-Received: d\r\nReceived-SPF: e\r\n\r\nReceived: f\r\n", 2)]
    [InlineData("Subject: x\r\n Received: folded\r\nReceived: a\r\n", 1)]
    [InlineData("Receiv\r\nReceived: a\r\n", 1)]
    [InlineData("\r\nReceived: a\r\n", 0)]
    public async Task Exceeds_TheNumberOfFields_NotBeforeIt(string message, int fields)
    {
        MessageBody body = MessageBody.FromMemory(Encoding.ASCII.GetBytes(message));

        Assert.False(await HopCount.ExceedsAsync(body, fields, TestContext.Current.CancellationToken));
        if (fields > 0) Assert.True(await HopCount.ExceedsAsync(body, fields - 1, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Exceeds_WhateverStandsAround_CountsAsASplitOfLinesDoes() =>
        Gen.OneOf("Received: x", "received:", "Received", "X: y", " folded", new string('x', 5000), "Received : z", "R").List[0, 120].Sample(lines =>
        {
            string text = string.Concat(lines.Select(static line => line + "\r\n")) + "\r\nReceived: body\r\n";
            int expected = lines.Count(static line => line.Split(':') is [var name, _] && name.TrimEnd().Equals("Received", StringComparison.OrdinalIgnoreCase));
            MessageBody body = MessageBody.FromMemory(Encoding.ASCII.GetBytes(text));

            Assert.False(HopCount.ExceedsAsync(body, expected, CancellationToken.None).AsTask().GetAwaiter().GetResult());
            if (expected > 0) Assert.True(HopCount.ExceedsAsync(body, expected - 1, CancellationToken.None).AsTask().GetAwaiter().GetResult());
        });
}
