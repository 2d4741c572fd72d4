using Antiphon.Identity;

namespace Antiphon.UnitTests.Identity;

public sealed class PasswordsTests
{
    [Fact]
    public void A_password_fits_its_own_hash_and_no_other_password_does()
    {
        var stored = Passwords.Hash("correct horse");

        Assert.True(Passwords.Verify("correct horse", stored));
        Assert.False(Passwords.Verify("correct horse ", stored));
        Assert.False(Passwords.Verify(string.Empty, stored));
    }

    [Fact]
    public void The_same_password_is_never_stored_alike() => Assert.NotEqual(Passwords.Hash("correct horse"), Passwords.Hash("correct horse"));

    [Fact]
    public void A_hash_with_fewer_rounds_stays_valid_after_the_count_was_raised() =>
        // Derived by another implementation: password "password", salt "salt".
        Assert.True(Passwords.Verify("password", "pbkdf2-sha256$4096$c2FsdA==$xeR41ZKIyEGqUw22hFxMjZYok6ABzk4RpJY4c6qYE0o="));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("plain")]
    [InlineData("md5$1$YQ==$YQ==")]
    public void What_is_no_hash_of_ours_fits_nothing(string? stored) => Assert.False(Passwords.Verify("plain", stored));

    [Fact]
    public void New_passwords_are_long_and_differ()
    {
        var passwords = Enumerable.Range(0, 100).Select(_ => Passwords.NewPassword()).ToList();

        Assert.Equal(100, passwords.Distinct(StringComparer.Ordinal).Count());
        Assert.All(passwords, password => Assert.Matches("^[a-zA-Z2-9]{20}$", password));
    }
}
