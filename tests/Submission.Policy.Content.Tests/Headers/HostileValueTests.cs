using System.Diagnostics;
using System.Text;
using CsCheck;
using Submission.Policy.Content.Headers;
using Submission.Policy.Content.Names;

namespace Submission.Policy.Content.Tests.Headers;

/// <summary>Whatever stands in a field: no exception, bounded results, time in proportion to the field.</summary>
public sealed class HostileValueTests(ITestOutputHelper output)
{
    // A field of a megabyte takes some ten milliseconds; a reader that is not linear takes minutes. The bound is far from both, so that a busy machine fails nothing.
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(5);

    private static readonly string[] Fields = ["Content-Type", "Content-Disposition", "Content-Location", "Content-Description"];

    public static TheoryData<string> LongValues => new(HostileValues.Long.Select(static value => value.Name));

    [Fact]
    public void Read_AnyOctets_StaysWithinBounds() => HostileValues.Octets.Sample(ReadByAll, iter: 5_000);

    [Fact]
    public void Read_AnyPieces_StaysWithinBounds() => HostileValues.Pieces.Sample(ReadByAll, iter: 15_000);

    [Theory]
    [MemberData(nameof(LongValues))]
    public void Read_LongValue_TakesTimeInProportion(string name)
    {
        byte[] octets = Encoding.Latin1.GetBytes(HostileValues.Long.First(value => value.Name == name).Octets);
        long start = Stopwatch.GetTimestamp();

        ReadByAll(octets);

        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        output.WriteLine($"{name}: {elapsed.TotalMilliseconds:0} ms for {octets.Length} octets");
        Assert.True(elapsed < Bound, $"{elapsed}");
    }

    [Fact]
    public void AddField_ManyParts_IsFullAtItsBound()
    {
        var sut = new AttachmentNames();
        for (int part = 0; part < AttachmentNames.MaximumCount + 10; part++)
        {
            sut.BeginPart();
            sut.AddField("Content-Disposition"u8, Encoding.ASCII.GetBytes($"attachment; filename=\"{part}.pdf\""));
        }

        Assert.True(sut.IsFull);
        Assert.Equal(AttachmentNames.MaximumCount, sut.ToImmutable().Length);
    }

    [Fact]
    public void AddField_SameNameInManyParts_IsThereOnce()
    {
        var sut = new AttachmentNames();
        for (int part = 0; part < 100_000; part++) sut.AddField("Content-Type"u8, "image/png; name=\"image001.png\""u8);

        Assert.False(sut.IsFull);
        Assert.Equal([new AttachmentName("image001.png", AttachmentNameSource.Type)], sut.ToImmutable());
    }

    private static void ReadByAll(byte[] value)
    {
        var names = new AttachmentNames();
        foreach (string field in Fields) names.AddField(Encoding.ASCII.GetBytes(field), value);
        names.Add(value, AttachmentNameSource.Text);
        Assert.All(names.ToImmutable(), static name => Assert.InRange(name.Name.Length, 1, ComparableName.MaximumLength));

        ContentTypeReading type = ContentTypeReadings.Read(value);
        Assert.InRange(type.MediaTypes.Length, 0, MediaTypes.Maximum);
        Assert.InRange(type.Boundaries.Length, 0, ContentTypeReadings.MaximumBoundaries);
        Assert.All(type.Boundaries, static boundary => Assert.InRange(boundary.Length, 0, ContentTypeReadings.MaximumBoundaryLength));

        TransferEncodingReadings.Read(value);
        ReceivedHop hop = ReceivedReader.Read(value);
        Assert.InRange(hop.By.Length, 0, 255);
        Assert.InRange(hop.With.Length, 0, 255);

        var addresses = new List<string>();
        FromReader.Read(value, addresses);
        Assert.InRange(addresses.Count, 0, FromReader.MaximumAddresses + 1);
        Assert.All(addresses, static address => Assert.InRange(address.Length, 0, FromReader.MaximumLength));
    }
}
