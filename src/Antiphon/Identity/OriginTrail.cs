using System.Text.RegularExpressions;

namespace Antiphon.Identity;

/// <summary>
/// The rules and integrations through which a change came about that another service makes, in order: <c>acme/rule-7, acme/integration-12</c>. Calls to others
/// carry it in a header, and whoever changes something because of such a call sends it back. So what goes around outside is known again, where the context of
/// the first cause is lost. It works like <c>CDN-Loop</c> (RFC 8586).
/// </summary>
internal static partial class OriginTrail
{
    public const string Header = "X-Antiphon-Origin";

    // Whoever goes around comes by again soon; nobody needs more to be known.
    private const int Most = 20;

    public static string Rule(string domain, long id) => $"{domain}/rule-{id}";

    public static string Integration(string domain, long id) => $"{domain}/integration-{id}";

    /// <summary>What a request says; null when it says nothing that can be read.</summary>
    public static string? Read(HttpRequest request) => request.Headers.TryGetValue(Header, out var given) ? Joined(Items(given.ToString()).Where(item => Item().IsMatch(item))) : null;

    /// <summary>The trail with one more at its end.</summary>
    public static string? Add(string? trail, string? item) => item is null ? trail : Joined([.. Items(trail), item]);

    /// <summary>Whether it leads through a rule or an integration.</summary>
    public static bool Has(string? trail, string item) => Items(trail).Contains(item, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether it ends at one, which made the change itself.</summary>
    public static bool EndsAt(string? trail, string item) => Items(trail).LastOrDefault()?.Equals(item, StringComparison.OrdinalIgnoreCase) is true;

    private static string[] Items(string? trail) => trail?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static string? Joined(IEnumerable<string> items) => items.TakeLast(Most).ToList() is { Count: > 0 } some ? string.Join(", ", some) : null;

    [GeneratedRegex("^[a-z0-9.-]{1,100}/(rule|integration)-[0-9]{1,18}$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Item();
}
