using System.Text.RegularExpressions;
using Antiphon.Contract;

namespace Antiphon.Integrations.Http;

/// <summary>Guesses which headers let somebody in. Agents who look at an integration need not know them.</summary>
internal static partial class Credentials
{
    public static IReadOnlyDictionary<string, string> Mask(IReadOnlyDictionary<string, string> headers)
    {
        var masked = new OrderedDictionary<string, string>();
        foreach (var (name, value) in headers)
        {
            masked.Add(name, LooksLikeOne(name, value) ? HttpIntegrationResource.Masked : value);
        }

        return masked;
    }

    public static bool LooksLikeOne(string name, string value) => value.Length > 0 && (NamePattern().IsMatch(name) || ValuePattern().IsMatch(value));

    [GeneratedRegex("auth|token|secret|key|passw|credential|cookie|session|signature|bearer", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex NamePattern();

    // "Bearer …", or a long word without blanks in which letters and digits are mixed, as random ones are.
    [GeneratedRegex(@"^\s*(bearer|basic|digest|token)\s|^[A-Za-z0-9_\-.+/=:~]*([A-Za-z][A-Za-z0-9_\-.+/=:~]*[0-9]|[0-9][A-Za-z0-9_\-.+/=:~]*[A-Za-z])[A-Za-z0-9_\-.+/=:~]{14,}$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex ValuePattern();
}
