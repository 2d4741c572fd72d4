using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Antiphon.Files;

/// <summary>
/// The addresses of files: <c>/api/{type}/download/{domain hash}/{resource name}</c>, and <c>/{type}/{domain hash}/{resource name}</c> of those that everybody may
/// read. Clients make the first of the second by putting <c>download</c> in between.
/// </summary>
internal static partial class FileAddress
{
    private const int LongestRest = 100;

    public static string Of(StoredFile file) => file.IsPublic
        ? $"/{file.Type}/{DomainHash(file.AccountId)}/{file.ResourceName}"
        : $"/api/{file.Type}/download/{DomainHash(file.AccountId)}/{file.ResourceName}";

    /// <summary>Tells whose files they are; no secret.</summary>
    public static string DomainHash(long accountId) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"antiphon|files|{accountId}"))).AsSpan(0, 8));

    /// <summary>An end for an address that nobody guesses, with as much of the file's name as fits into one.</summary>
    public static string NewResourceName(string name)
    {
        var rest = Dots().Replace(Others().Replace(name, "-"), ".");
        return $"{RandomNumberGenerator.GetHexString(32, lowercase: true)}-{(rest.Length > LongestRest ? rest[^LongestRest..] : rest)}";
    }

    /// <summary>The resource name in the address of a file of this account, whatever its host; null for any other address.</summary>
    public static string? ResourceNameIn(string? url, long accountId)
    {
        if (url is null || !Uri.TryCreate(url, UriKind.Absolute, out var address))
        {
            return null;
        }

        var hash = DomainHash(accountId);
        return address.AbsolutePath.Split('/') switch
        {
            ["", "api", _, "download", var own, var name] when own == hash => name,
            ["", _, var own, var name] when own == hash => name,
            _ => null,
        };
    }

    /// <summary>What the paths of the contract may hold.</summary>
    public static bool IsWellFormed(string type, string resourceName) =>
        Type().IsMatch(type) && ResourceName().IsMatch(resourceName) && !resourceName.Contains("..", StringComparison.Ordinal);

    [GeneratedRegex("[^A-Za-z0-9._-]+", RegexOptions.NonBacktracking)]
    private static partial Regex Others();

    [GeneratedRegex(@"\.{2,}", RegexOptions.NonBacktracking)]
    private static partial Regex Dots();

    [GeneratedRegex("^[A-Za-z0-9_-]{1,64}$", RegexOptions.NonBacktracking)]
    private static partial Regex Type();

    [GeneratedRegex("^[._-]*[A-Za-z0-9][A-Za-z0-9._-]{0,255}$", RegexOptions.NonBacktracking)]
    private static partial Regex ResourceName();
}
