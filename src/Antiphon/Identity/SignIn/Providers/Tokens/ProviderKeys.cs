using System.Security.Cryptography;
using System.Text.Json;

namespace Antiphon.Identity.SignIn.Providers.Tokens;

/// <summary>
/// The public keys of a provider (RFC 7517) and the signatures that they check (RFC 7518, sections 3.3 to 3.5). Only signatures of key pairs: nothing whose
/// verifying key could also sign (<c>HS256</c>), and never none.
/// </summary>
internal sealed class ProviderKeys(IReadOnlyList<ProviderKey> keys)
{
    private const int Most = 100;

    public int Count => keys.Count;

    /// <summary>The keys of a set that can be used, the others passed over (RFC 7517, section 5); null for what is no set.</summary>
    public static ProviderKeys? Read(byte[] json)
    {
        if (ReadToken.Object(json) is not { } set || !set.TryGetProperty("keys", out var list) || list.ValueKind is not JsonValueKind.Array || list.GetArrayLength() > Most)
        {
            return null;
        }

        return new ProviderKeys([.. list.EnumerateArray().Select(ProviderKey.Read).OfType<ProviderKey>()]);
    }

    /// <summary>Whether there is a key for a token. When there is none, the provider may have changed its keys.</summary>
    public bool Knows(ReadToken token) => Find(token) is not null;

    public bool Verify(ReadToken token) => Find(token)?.Verify(token) is true;

    // The token says which key; one that says nothing is for the only key that fits.
    private ProviderKey? Find(ReadToken token)
    {
        var fitting = keys.Where(key => key.Fits(token.Algorithm) && (token.KeyId is null || key.Id == token.KeyId)).Take(2).ToList();
        return fitting.Count == 1 || (fitting.Count > 1 && token.KeyId is not null) ? fitting[0] : null;
    }
}

/// <summary>One public key.</summary>
internal sealed record ProviderKey(string? Id, string? Algorithm, RSAParameters? Rsa, ECParameters? Curve)
{
    private const int SmallestRsaBytes = 256;
    private const int LargestRsaBytes = 1024;

    public static ProviderKey? Read(JsonElement json)
    {
        if (json.ValueKind is not JsonValueKind.Object || json.Text("use") is not (null or "sig") || !MayVerify(json))
        {
            return null;
        }

        var key = new ProviderKey(json.Text("kid"), json.Text("alg"), null, null);
        return json.Text("kty") switch
        {
            "RSA" when Bytes(json, "n") is { Length: >= SmallestRsaBytes and <= LargestRsaBytes } modulus && Bytes(json, "e") is { Length: > 0 and <= 8 } exponent =>
                key with { Rsa = new RSAParameters { Modulus = modulus, Exponent = exponent } },
            "EC" when NamedCurve(json.Text("crv")) is { } curve && Bytes(json, "x") is { } x && Bytes(json, "y") is { } y && x.Length == curve.Bytes && y.Length == curve.Bytes =>
                key with { Curve = new ECParameters { Curve = curve.Curve, Q = new ECPoint { X = x, Y = y } } },
            _ => null,
        };
    }

    /// <summary>Whether the key is for an algorithm: the kind of the key decides, not what the token says of itself.</summary>
    public bool Fits(string algorithm) => (Algorithm is null || Algorithm == algorithm) && algorithm switch
    {
        "RS256" or "RS384" or "RS512" or "PS256" or "PS384" or "PS512" => Rsa is not null,
        "ES256" => IsCurve(ECCurve.NamedCurves.nistP256),
        "ES384" => IsCurve(ECCurve.NamedCurves.nistP384),
        "ES512" => IsCurve(ECCurve.NamedCurves.nistP521),
        _ => false,
    };

    public bool Verify(ReadToken token)
    {
        var hash = token.Algorithm[2..] switch { "256" => HashAlgorithmName.SHA256, "384" => HashAlgorithmName.SHA384, _ => HashAlgorithmName.SHA512 };
        try
        {
            if (Rsa is { } parameters)
            {
                using var rsa = RSA.Create(parameters);
                return rsa.VerifyData(token.SignedText, token.Signature, hash, token.Algorithm[0] is 'P' ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1);
            }

            using var curve = ECDsa.Create(Curve!.Value);
            return curve.VerifyData(token.SignedText, token.Signature, hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
        catch (CryptographicException)
        {
            // Numbers that are no key, such as a point beside the curve.
            return false;
        }
    }

    private bool IsCurve(ECCurve curve) => Curve?.Curve.Oid.FriendlyName is { } name && name == curve.Oid.FriendlyName;

    private static bool MayVerify(JsonElement json) =>
        !json.TryGetProperty("key_ops", out var uses) || (uses.ValueKind is JsonValueKind.Array && uses.EnumerateArray().Any(use => use.ValueKind is JsonValueKind.String && use.ValueEquals("verify")));

    private static (ECCurve Curve, int Bytes)? NamedCurve(string? name) => name switch
    {
        "P-256" => (ECCurve.NamedCurves.nistP256, 32),
        "P-384" => (ECCurve.NamedCurves.nistP384, 48),
        "P-521" => (ECCurve.NamedCurves.nistP521, 66),
        _ => null,
    };

    private static byte[]? Bytes(JsonElement json, string member) => json.Text(member) is { Length: > 0 } text ? ReadToken.Bytes(text) : null;
}
