using System.Text.Json;
using System.Text.RegularExpressions;

namespace Antiphon.Http;

/// <summary>Checks of values that several resources share.</summary>
internal static partial class FieldChecks
{
    private static readonly HashSet<string> Languages = new(
        """
        aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd
        gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh
        mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st
        su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries),
        StringComparer.Ordinal);

    /// <summary>ISO 639-1.</summary>
    public static FieldErrors Language(this FieldErrors errors, string field, string? value) =>
        errors.AddIf(value is not null && !Languages.Contains(value), field, "Not a valid ISO 639-1 language code.");

    /// <summary>An IANA name that this machine's time zone database knows.</summary>
    public static FieldErrors TimeZone(this FieldErrors errors, string field, string? value) =>
        errors.AddIf(value is not null && !(TimeZonePattern().IsMatch(value) && TimeZoneInfo.TryFindSystemTimeZoneById(value, out _)), field, "Not a valid IANA time zone name.");

    /// <summary>Something with one "at" that mail could be sent to: servers, not patterns, decide what exists.</summary>
    public static FieldErrors EmailAddress(this FieldErrors errors, string field, string? value) =>
        errors.AddIf(value is not null && !EmailPattern().IsMatch(value), field, "Not a valid email address.");

    /// <summary>A free JSON object of the caller.</summary>
    public static FieldErrors JsonObject(this FieldErrors errors, string field, JsonElement? value) =>
        errors.AddIf(value is { ValueKind: not (JsonValueKind.Object or JsonValueKind.Null) }, field, "Not a valid mapping type.");

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_+\-]*(/[A-Za-z0-9_+\-]+){0,3}$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex TimeZonePattern();

    [GeneratedRegex(@"^[^\s@]+@[^\s@]+$", RegexOptions.NonBacktracking)]
    private static partial Regex EmailPattern();
}
