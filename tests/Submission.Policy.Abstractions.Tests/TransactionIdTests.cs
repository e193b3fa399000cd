namespace Submission.Policy.Tests;

public sealed class TransactionIdTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 25, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Create_ManyInParallel_AreUniqueAndOf22Characters()
    {
        string[][] made = new string[4][];
        Parallel.For(0, made.Length, thread => made[thread] = [.. Enumerable.Range(0, 20_000).Select(static _ => TransactionId.Create(Now).ToString())]);
        string[] all = [.. made.SelectMany(static ids => ids)];
        Assert.Equal(all.Length, all.Distinct(StringComparer.Ordinal).Count());
        Assert.All(all, static id => Assert.Matches("^[A-Za-z0-9]{22}$", id));
        foreach (string[] ids in made) Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
    }

    [Fact]
    public void Create_ClockStepsBack_StaysInOrder()
    {
        string before = TransactionId.Create(Now.AddYears(1)).ToString();
        string after = TransactionId.Create(Now).ToString();
        Assert.True(string.CompareOrdinal(before, after) < 0);
    }

    [Fact]
    public void TryParse_WhatWasWritten_IsReadBack()
    {
        var id = TransactionId.Create(Now);
        Assert.True(TransactionId.TryParse(id.ToString(), out TransactionId read));
        Assert.Equal(id, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("0123456789012345678901 ")]
    [InlineData("01234567890123456789-1")]
    [InlineData("zzzzzzzzzzzzzzzzzzzzzz")]
    public void TryParse_NoId_IsRefused(string? text) => Assert.False(TransactionId.TryParse(text, out _));
}
