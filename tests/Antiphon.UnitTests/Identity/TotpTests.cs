using System.Text;
using Antiphon.Identity.SignIn.SecondFactor;

namespace Antiphon.UnitTests.Identity;

public sealed class TotpTests
{
    // RFC 6238, appendix B: the last six of its eight digits
    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    [InlineData(20000000000, "353130")]
    public void The_codes_are_those_of_the_standard(long seconds, string code)
    {
        var secret = Totp.ToBase32(Encoding.ASCII.GetBytes("12345678901234567890"));
        Assert.Equal("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", secret);
        var now = DateTimeOffset.FromUnixTimeSeconds(seconds);
        Assert.Equal(code, Totp.CodeAt(secret, Totp.StepAt(now)));
        Assert.Equal(Totp.StepAt(now), Totp.StepOf(secret, code, now));
        Assert.Equal(Totp.StepAt(now), Totp.StepOf(secret, code, now.AddSeconds(30)));
        Assert.Null(Totp.StepOf(secret, code, now.AddSeconds(90)));
        Assert.Null(Totp.StepOf(secret, code[..5], now));
    }

    [Fact]
    public void A_recovery_code_is_the_same_however_it_is_typed()
    {
        var code = RecoveryCode.New();
        Assert.Equal(19, code.Length);
        Assert.Equal(RecoveryCode.Hash(code), RecoveryCode.Hash($" {code.ToUpperInvariant().Replace('-', ' ')}"));
        Assert.NotEqual(RecoveryCode.Hash(code), RecoveryCode.Hash(code[..^1]));
    }
}
