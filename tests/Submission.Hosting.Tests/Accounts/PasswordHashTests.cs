using System.Globalization;
using System.Text;
using CsCheck;
using Submission.Hosting.Accounts;

namespace Submission.Hosting.Tests.Accounts;

public sealed class PasswordHashTests
{
    // The inputs of the published SHA-crypt specification and of the crypt_blowfish tests, hashed by libxcrypt; Argon2id by the reference implementation.
    [Theory]
    [InlineData("$5$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5", "Hello world!")]
    [InlineData("$5$rounds=10000$saltstringsaltst$3xv.VbSHBb41AL9AvLeujZkZRBAwqFMz2.opqey6IcA", "Hello world!")]
    [InlineData("$5$rounds=5000$toolongsaltstrin$Un/5jzAHMgOGZ5.mWJpuVolil07guHPvOW8mGRcvxa5", "This is just a test")]
    [InlineData("$5$rounds=1400$anotherlongsalts$Rx.j8H.h8HjEDGomFU8bDkXm3XIUnzyxf12oP84Bnq1", "a very much longer text to encrypt.  This one even stretches over morethan one line.")]
    [InlineData("$5$rounds=77777$short$JiO1O3ZpDAxGJeaDIuqCoEFysAe1mZNJRs3pw0KQRd/", "we have a short salt string but not a short password")]
    [InlineData("$5$rounds=123456$asaltof16chars..$gP3VQ/6X7UUEW3HkBn2w1/Ptq2jxPyzV/cZKmF/wJvD", "a short string")]
    [InlineData("$5$rounds=1000$roundstoolow$yfvwcWrQ8l/K0DAWyuPMDNHpIVlTQebY9l/gL972bIC", "the minimum number is still observed")]
    [InlineData("$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1", "Hello world!")]
    [InlineData("$6$rounds=10000$saltstringsaltst$OW1/O6BYHV6BcXZu8QVeXbDWra3Oeqh0sbHbbMCVNSnCM/UrjmM0Dp8vOuZeHBy/YTBmSK6H9qs/y3RnOaw5v.", "Hello world!")]
    [InlineData("$6$rounds=5000$toolongsaltstrin$lQ8jolhgVRVhY4b5pZKaysCLi0QBxGoNeKQzQ3glMhwllF7oGDZxUhx1yxdYcz/e1JSbq3y6JMxxl8audkUEm0", "This is just a test")]
    [InlineData("$6$rounds=1400$anotherlongsalts$POfYwTEok97VWcjxIiSOjiykti.o/pQs.wPvMxQ6Fm7I6IoYN3CmLs66x9t0oSwbtEW7o7UmJEiDwGqd8p4ur1", "a very much longer text to encrypt.  This one even stretches over morethan one line.")]
    [InlineData("$6$rounds=77777$short$WuQyW2YR.hBNpjjRhpYD/ifIw05xdfeEyQoMxIXbkvr0gge1a1x3yRULJ5CCaUeOxFmtlcGZelFl5CxtgfiAc0", "we have a short salt string but not a short password")]
    [InlineData("$6$rounds=123456$asaltof16chars..$BtCwjqMJGx5hrJhZywWvt0RLE8uZ4oPwcelCjmw2kSYu.Ec6ycULevoBK25fs2xXgMNrCzIMVcgEJAstJeonj1", "a short string")]
    [InlineData("$6$rounds=1000$roundstoolow$kUMsbe306n21p9R.FRkW3IGn.S9NPN0x50YhH1xhLsPuWGsUSklZt58jaTfF4ZEQpyUNGc0dqbpBYYBaHHrsX.", "the minimum number is still observed")]
    [InlineData("$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "U*U")]
    [InlineData("$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK", "U*U*")]
    [InlineData("$2y$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a", "U*U*U")]
    [InlineData("$2b$04$......................MALiMJVDYsoACZ89Mi0CBSktp8hpl22", "příliš žluťoučký kůň")]
    [InlineData("{ARGON2ID}$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc", "password")]
    [InlineData("$argon2id$v=19$m=512,t=3,p=2$b3RoZXJzYWx0MA$4+8PKOLMgWuf6uMUJr+y1Kvq/Aj5xHKDqgjX4WPqXRc", "correct horse")]
    public void Verify_HashOfAnotherImplementation_IsRightForItsPasswordOnly(string text, string password)
    {
        PasswordHash hash = Parse(text);

        Assert.True(hash.Verify(Encoding.UTF8.GetBytes(password)));
        Assert.False(hash.Verify(Encoding.UTF8.GetBytes(password + "x")));
        Assert.False(hash.Verify(Encoding.UTF8.GetBytes("x" + password)));
        Assert.False(hash.Verify([]));
        Assert.False(hash.Verify([0]));
        Assert.False(hash.Verify([0xff, 0xfe]));
    }

    [Fact]
    public void Compute_AnyPasswordAndSalt_IsWhatOpensslMakes()
    {
        if (!OperatingSystem.IsLinux()) return;
        Gen<string> text = Gen.String[Gen.Char.AlphaNumeric, 1, 150];
        Gen<string> salt = Gen.String[Gen.Char.AlphaNumeric, 1, 16];
        Gen.Select(text, salt, Gen.Bool).Sample(
            static (password, salt, isLong) => Parse(OpensslPasswd.Hash(isLong ? "-6" : "-5", salt, password)).Verify(Encoding.UTF8.GetBytes(password)),
            iter: 12);
    }

    [Theory]
    [InlineData(PasswordScheme.Bcrypt)]
    [InlineData(PasswordScheme.Sha256Crypt)]
    [InlineData(PasswordScheme.Sha512Crypt)]
    [InlineData(PasswordScheme.Argon2id)]
    public void Hash_AnyScheme_GivesAHashThatIsReadBackAndHasASaltOfItsOwn(PasswordScheme scheme)
    {
        byte[] password = "kůň, a space: and $"u8.ToArray();

        string text = PasswordHasher.Hash(scheme, password);

        Assert.NotEqual(text, PasswordHasher.Hash(scheme, password));
        Assert.Equal(scheme, Parse(text).Scheme);
        Assert.True(Parse(text).Verify(password));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\0b")]
    public void Hash_PasswordThatNoClientCanSend_Throws(string password) =>
        Assert.Throws<ArgumentException>(() => PasswordHasher.Hash(PasswordScheme.Sha512Crypt, Encoding.UTF8.GetBytes(password)));

    [Fact]
    public void Hash_LongPassword_IsRefusedByBcryptAndTakenByTheOthers()
    {
        byte[] password = Encoding.UTF8.GetBytes(new string('x', 73));

        Assert.Throws<ArgumentException>(() => PasswordHasher.Hash(PasswordScheme.Bcrypt, password));
        Assert.True(Parse(PasswordHasher.Hash(PasswordScheme.Argon2id, password)).Verify(password));
    }

    [Theory]
    [InlineData("secret", "no hash")]
    [InlineData("", "no hash")]
    [InlineData("$y$j9T$abc$def", "no hash")]
    [InlineData("$2b$03$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "4 to 16")]
    [InlineData("$2b$17$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "4 to 16")]
    [InlineData("$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOe", "damaged")]
    [InlineData("$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyO!W", "damaged")]
    [InlineData("$2x$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "damaged")]
    [InlineData("$2", "damaged")]
    [InlineData("$6$", "damaged")]
    [InlineData("$6$salt$tooshort", "damaged")]
    [InlineData("$6$rounds=999$salt$x", "1000 to 5000000")]
    [InlineData("$6$rounds=5000001$salt$x", "1000 to 5000000")]
    [InlineData("$5$rounds=99999999999$salt$x", "1000 to 5000000")]
    [InlineData("{ARGON2ID}", "damaged")]
    [InlineData("$argon2id$v=16$m=512,t=3,p=2$b3RoZXJzYWx0MA$4+8PKOLMgWuf6uMUJr+y1Kvq/Aj5xHKDqgjX4WPqXRc", "damaged")]
    [InlineData("$argon2id$v=19$m=1048577,t=3,p=2$b3RoZXJzYWx0MA$4+8PKOLMgWuf6uMUJr+y1Kvq/Aj5xHKDqgjX4WPqXRc", "m=8 to 1048576")]
    [InlineData("$argon2id$v=19$m=512,t=0,p=2$b3RoZXJzYWx0MA$4+8PKOLMgWuf6uMUJr+y1Kvq/Aj5xHKDqgjX4WPqXRc", "t=1 to 64")]
    [InlineData("$argon2id$v=19$m=512,t=3,p=2$b3Ro?XJzYWx0MA$4+8PKOLMgWuf6uMUJr+y1Kvq/Aj5xHKDqgjX4WPqXRc", "damaged")]
    public void TryParse_HashThatCannotBeUsed_SaysWhyAndDoesNotRepeatIt(string text, string expected)
    {
        Assert.False(PasswordHash.TryParse(text, out PasswordHash? hash, out string? error));
        Assert.Null(hash);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        if (text.Length > 10) Assert.DoesNotContain(text, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "U*U")]
    [InlineData("$6$rounds=1400$anotherlongsalts$POfYwTEok97VWcjxIiSOjiykti.o/pQs.wPvMxQ6Fm7I6IoYN3CmLs66x9t0oSwbtEW7o7UmJEiDwGqd8p4ur1", "x")]
    [InlineData("$argon2id$v=19$m=512,t=3,p=2$b3RoZXJzYWx0MA$4+8PKOLMgWuf6uMUJr+y1Kvq/Aj5xHKDqgjX4WPqXRc", "correct horse")]
    public void CreateDecoy_AnyHash_CostsTheSameAndIsNeverRight(string text, string password)
    {
        PasswordHash hash = Parse(text);

        PasswordHash decoy = hash.CreateDecoy();

        Assert.Equal((hash.Scheme, hash.Cost), (decoy.Scheme, decoy.Cost));
        Assert.False(decoy.Verify(Encoding.UTF8.GetBytes(password)));
    }

    [Fact]
    public void ToString_AnyHash_ShowsSchemeAndCostOnly() =>
        Assert.Equal("Bcrypt 5", string.Create(CultureInfo.InvariantCulture, $"{Parse("$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")}"));

    private static PasswordHash Parse(string text) => PasswordHash.TryParse(text, out PasswordHash? hash, out string? error) ? hash : throw new FormatException(error);
}
