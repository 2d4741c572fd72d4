namespace Antiphon.Customers;

/// <summary>
/// Splits and joins names as the wire does: the first word is the first name, the <em>last</em> word the last name; what stands between belongs to neither.
/// </summary>
internal static class PersonName
{
    public static string First(string? name) => Words(name) is [var first, ..] ? first : "";

    public static string Last(string? name) => Words(name) is [_, .., var last] ? last : "";

    /// <summary>The name of someone of whom only parts are given; null when they hold nothing.</summary>
    public static string? Join(string? first, string? last) => string.Join(' ', Words($"{first} {last}")) is { Length: > 0 } name ? name : null;

    /// <summary>The name with one or both of its ends replaced; a part that is null stays.</summary>
    public static string? Change(string? name, string? first, string? last)
    {
        var words = Words(name);
        var middle = words.Length > 2 ? string.Join(' ', words[1..^1]) : "";
        return Join($"{first ?? First(name)} {middle}", last ?? Last(name));
    }

    private static string[] Words(string? name) => name?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) ?? [];
}
