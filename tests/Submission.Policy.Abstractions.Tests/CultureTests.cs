using System.Diagnostics;
using System.Globalization;
using System.Reflection;

namespace Submission.Policy.Tests;

/// <summary>Names and addresses mean the same wherever the program runs.</summary>
public sealed class CultureTests
{
    private const string InvariantMode = "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT";

    [Theory]
    [InlineData("tr-TR")]
    [InlineData("az")]
    [InlineData("lt-LT")]
    [InlineData("")]
    public void TryParse_I4_EveryCaseInThisCulture_HasTheSameOutcome(string culture)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            Assert.True(RunCasesOf(new DomainNameTests()) + RunCasesOf(new EmailAddressTests()) > 100);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public async Task TryParse_I4_ProgramWithoutIcu_TakesALabelsAndRefusesWhatItCannotMap()
    {
        if (Environment.GetEnvironmentVariable(InvariantMode) is not null)
        {
            RefusesWhatItCannotMap();
            return;
        }

        // Which of the two it is, is settled when a process starts.
        var start = new ProcessStartInfo("dotnet", [typeof(CultureTests).Assembly.Location, "--filter-method", "*" + nameof(TryParse_I4_ProgramWithoutIcu_TakesALabelsAndRefusesWhatItCannotMap)])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        start.Environment[InvariantMode] = "1";
        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, output);
    }

    private static void RefusesWhatItCannotMap()
    {
        Assert.Equal("domena.cz", DomainName.Parse("DOMENA.CZ").Value);
        Assert.Equal("xn--domna-dsa.cz", DomainName.Parse("XN--DOMNA-DSA.cz").Value);
        Assert.Equal("xn--domna-dsa.cz", DomainName.Parse("xn--domna-dsa.cz").Unicode);
        Assert.Equal("info@info.cz", EmailAddress.Parse("INFO@INFO.CZ").Canonical);
        foreach (string name in (string[])["doména.cz", "DOMÉNA.CZ", "straß6.de", "\u212a.cz", "a\u3002cz", "a\uff0ecz", "\u0131nfo.cz", "a\u200db.cz", "\ud800.cz", "xn--domna-DSA\u00e9.cz", "xn--.cz\u0301"])
            Assert.False(DomainName.TryParse(name, out _), name);
    }

    private static int RunCasesOf(object tests)
    {
        int count = 0;
        foreach (MethodInfo method in tests.GetType().GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
        {
            foreach (InlineDataAttribute row in method.GetCustomAttributes<InlineDataAttribute>())
            {
                method.Invoke(tests, row.Data);
                count++;
            }

            if (method.IsDefined(typeof(FactAttribute)) && method.GetParameters().Length == 0) method.Invoke(tests, null);
        }

        return count;
    }
}
