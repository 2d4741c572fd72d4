using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Antiphon.Surveys.Answering;

/// <summary>
/// The link under which a survey is answered without a login: the survey's number and a signature over it with the survey's own key of 256 random bits. It
/// opens this one survey and nothing else.
/// </summary>
internal static class SurveyLink
{
    public const string Path = "/surveys";

    private const int SignatureBytes = 32;

    public static string PathOf(long accountId, long surveyId, byte[] key) =>
        string.Create(CultureInfo.InvariantCulture, $"{Path}/{surveyId}-{Base64Url.EncodeToString(Sign(accountId, surveyId, key))}");

    /// <summary>The number that a token claims; null when it is none of ours.</summary>
    public static long? SurveyOf(string token)
    {
        var dash = token.IndexOf('-', StringComparison.Ordinal);
        return dash > 0 && long.TryParse(token.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
    }

    public static bool IsSigned(string token, long accountId, long surveyId, byte[] key)
    {
        Span<byte> given = stackalloc byte[SignatureBytes];
        var signature = token.AsSpan(token.IndexOf('-', StringComparison.Ordinal) + 1);
        return Base64Url.IsValid(signature, out var length) && length == SignatureBytes && Base64Url.TryDecodeFromChars(signature, given, out _)
            && CryptographicOperations.FixedTimeEquals(given, Sign(accountId, surveyId, key));
    }

    private static byte[] Sign(long accountId, long surveyId, byte[] key) =>
        HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"antiphon|satisfaction-survey|{accountId}|{surveyId}")));
}
