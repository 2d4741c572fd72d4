using System.Text;
using Antiphon.Identity.SignIn.Providers.Tokens;

namespace Antiphon.UnitTests.Identity;

/// <summary>The examples of RFC 7515, appendix A, and what must not be taken for a token. Whole sign-ins with forged tokens are tested with the real server.</summary>
[Trait("row", "J29")]
public sealed class SignedTokenTests
{
    private const string Payload = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

    private const string RsaToken =
        "eyJhbGciOiJSUzI1NiJ9." + Payload + ".cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_"
        + "nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";

    private const string RsaKey =
        "{\"kty\":\"RSA\",\"n\":\"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ\",\"e\":\"AQAB\"}";

    private const string CurveToken = "eyJhbGciOiJFUzI1NiJ9." + Payload + ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";

    private const string CurveKey = "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\",\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}";

    // Appendix A.1 and A.5.
    private const string HmacToken = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9." + Payload + ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    private const string HmacKey = "{\"kty\":\"oct\",\"k\":\"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow\"}";
    private const string Unsigned = "eyJhbGciOiJub25lIn0." + Payload + ".";

    [Theory]
    [InlineData(RsaToken, RsaKey, true)]
    [InlineData(CurveToken, CurveKey, true)]
    [InlineData(RsaToken, CurveKey, false)]
    [InlineData(CurveToken, RsaKey, false)]
    [InlineData(HmacToken, HmacKey, false)]
    [InlineData(HmacToken, RsaKey, false)]
    [InlineData(Unsigned, RsaKey, false)]
    [InlineData(Unsigned, HmacKey, false)]
    public void The_examples_of_the_rfc_are_checked_with_keys_of_their_kind_alone(string token, string key, bool isRight)
    {
        Assert.Equal(isRight, Keys(key).Verify(ReadToken.From(token)!));
        Assert.False(Keys().Verify(ReadToken.From(token)!));
    }

    [Theory]
    [InlineData(RsaToken, RsaKey)]
    [InlineData(CurveToken, CurveKey)]
    public void Every_changed_letter_of_what_is_signed_and_of_the_signature_is_noticed(string token, string key)
    {
        var keys = Keys(key);
        for (var place = token.IndexOf('.', StringComparison.Ordinal) + 1; place < token.Length; place += 7)
        {
            if (token[place] is '.')
            {
                continue;
            }

            var changed = token[..place] + (token[place] is 'A' ? 'B' : 'A') + token[(place + 1)..];
            Assert.False(ReadToken.From(changed) is { } read && keys.Verify(read), $"Letter {place}");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("e30.e30.e30")]
    [InlineData("a.b")]
    [InlineData("a.b.c.d")]
    [InlineData("eyJhbGciOiJSUzI1NiJ9." + Payload + ".AA=")]
    [InlineData("eyJhbGciOiJSUzI1NiJ9." + Payload + ".A+/A")]
    [InlineData(" eyJhbGciOiJSUzI1NiJ9." + Payload + ".AAAA")]
    [InlineData("eyJhbGciOiJSUzI1NiJ9\n." + Payload + ".AAAA")]
    // One text is written in one way: the last bits of the last letter are nothing.
    [InlineData("eyJhbGciOiJSUzI1NiJ9." + Payload + ".AB")]
    public void What_is_no_token_in_its_plain_form_is_none(string text) => Assert.Null(ReadToken.From(text));

    [Theory]
    [InlineData("{\"alg\":\"RS256\",\"alg\":\"none\"}")]
    [InlineData("{\"alg\":[\"RS256\"]}")]
    [InlineData("{\"alg\":null}")]
    [InlineData("{\"alg\":\"RS256\",\"crit\":[\"b64\"],\"b64\":false}")]
    [InlineData("[]")]
    [InlineData("{")]
    public void A_head_that_says_two_things_or_asks_for_more_is_none(string head) =>
        Assert.Null(ReadToken.From($"{System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(head))}.{Payload}.AAAA"));

    [Fact]
    public void Keys_for_other_uses_and_weak_keys_are_passed_over()
    {
        Assert.Equal(0, Keys(
            RsaKey.Replace("\"kty\"", "\"use\":\"enc\",\"kty\"", StringComparison.Ordinal),
            RsaKey.Replace("\"kty\"", "\"key_ops\":[\"encrypt\"],\"kty\"", StringComparison.Ordinal),
            "{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\"}",
            "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AQ\",\"y\":\"AQ\"}",
            "{\"kty\":\"EC\",\"crv\":\"secp256k1\",\"x\":\"AQ\",\"y\":\"AQ\"}",
            "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AQ\"}",
            HmacKey,
            "7").Count);
        // A point beside the curve verifies nothing, and breaks nothing.
        var beside = CurveKey.Replace("f83O", "f83P", StringComparison.Ordinal);
        Assert.False(Keys(beside).Verify(ReadToken.From(CurveToken)!));
        // A key that says for which algorithm it is, is for no other.
        Assert.False(Keys(RsaKey.Replace("\"kty\"", "\"alg\":\"PS256\",\"kty\"", StringComparison.Ordinal)).Verify(ReadToken.From(RsaToken)!));
        // Of two keys a token that names none chooses none.
        Assert.False(Keys(RsaKey, RsaKey).Verify(ReadToken.From(RsaToken)!));
        Assert.Null(ProviderKeys.Read("{}"u8.ToArray()));
    }

    private static ProviderKeys Keys(params string[] keys) => ProviderKeys.Read(Encoding.UTF8.GetBytes($"{{\"keys\":[{string.Join(',', keys)}]}}"))!;
}
