namespace Antiphon.Language.Templates;

/// <summary>
/// What moment.js' long tokens stand for. The order of day, month and year in <c>L</c> follows the language, since it is what readers trip over; the longer
/// forms name months and stay English.
/// </summary>
internal static class MomentLocale
{
    private static readonly Dictionary<string, string> Numeric = new(StringComparer.OrdinalIgnoreCase)
    {
        ["bg"] = "D.MM.YYYY",
        ["cs"] = "DD.MM.YYYY",
        ["da"] = "DD.MM.YYYY",
        ["de"] = "DD.MM.YYYY",
        ["el"] = "DD/MM/YYYY",
        ["en-au"] = "DD/MM/YYYY",
        ["en-ca"] = "YYYY-MM-DD",
        ["en-gb"] = "DD/MM/YYYY",
        ["es"] = "DD/MM/YYYY",
        ["et"] = "DD.MM.YYYY",
        ["fi"] = "DD.MM.YYYY",
        ["fr"] = "DD/MM/YYYY",
        ["he"] = "DD/MM/YYYY",
        ["hr"] = "DD.MM.YYYY",
        ["hu"] = "YYYY.MM.DD.",
        ["it"] = "DD/MM/YYYY",
        ["ja"] = "YYYY/MM/DD",
        ["ko"] = "YYYY.MM.DD.",
        ["lt"] = "YYYY-MM-DD",
        ["lv"] = "DD.MM.YYYY.",
        ["nb"] = "DD.MM.YYYY",
        ["nl"] = "DD-MM-YYYY",
        ["no"] = "DD.MM.YYYY",
        ["pl"] = "DD.MM.YYYY",
        ["pt"] = "DD/MM/YYYY",
        ["ro"] = "DD.MM.YYYY",
        ["ru"] = "DD.MM.YYYY",
        ["sk"] = "DD.MM.YYYY",
        ["sl"] = "DD.MM.YYYY",
        ["sv"] = "YYYY-MM-DD",
        ["tr"] = "DD.MM.YYYY",
        ["uk"] = "DD.MM.YYYY",
        ["zh"] = "YYYY/MM/DD",
    };

    /// <summary>The plain tokens of a long one. None of them is a long one again.</summary>
    public static string Long(string token, string? language) => token switch
    {
        "LT" => "h:mm A",
        "LTS" => "h:mm:ss A",
        "L" => language is not null && (Numeric.TryGetValue(language, out var own) || Numeric.TryGetValue(language.Split('-', '_')[0], out own)) ? own : "MM/DD/YYYY",
        "l" => "M/D/YYYY",
        "LL" => "MMMM D, YYYY",
        "ll" => "MMM D, YYYY",
        "LLL" => "MMMM D, YYYY h:mm A",
        "lll" => "MMM D, YYYY h:mm A",
        "LLLL" => "dddd, MMMM D, YYYY h:mm A",
        _ => "ddd, MMM D, YYYY h:mm A",
    };
}
