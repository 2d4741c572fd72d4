using System.Buffers;
using System.Collections.Frozen;
using System.Text.Json;
using Antiphon.Http;
using Antiphon.Language.Templates;

namespace Antiphon.Integrations.Http;

/// <summary>The headers that a call may bring along.</summary>
internal static class HeaderRules
{
    public const int MaxCount = 50;
    public const int MaxNameLength = 256;
    public const int MaxValueLength = 8192;

    // A token of RFC 9110, 5.6.2.
    private static readonly SearchValues<char> NameLetters = SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    // Those that say how a request travels, and those by which receivers know ours.
    private static readonly FrozenSet<string> Ours = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "Host",
        "Content-Length",
        "Content-Encoding",
        "Transfer-Encoding",
        "Connection",
        "Keep-Alive",
        "Upgrade",
        "TE",
        "Trailer",
        "Expect",
        "Proxy-Connection",
        "Proxy-Authorization",
        "X-Gorgias-Signature",
        "webhook-id",
        "webhook-timestamp",
        "webhook-signature");

    public static IReadOnlyDictionary<string, string> Read(FieldErrors errors, JsonElement? given)
    {
        var headers = new OrderedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (given is not { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } members)
        {
            return headers;
        }

        if (members.ValueKind is not JsonValueKind.Object)
        {
            errors.Add("headers", "Not a valid mapping type.");
            return headers;
        }

        var inside = errors.Under("headers");
        foreach (var member in members.EnumerateObject())
        {
            if (member.Value.ValueKind is not JsonValueKind.String)
            {
                inside.AddAt(member.Name, "Not a valid string.");
            }
            else if (NameError(member.Name) is { } wrong)
            {
                inside.AddAt(member.Name, wrong);
            }
            else if (!headers.TryAdd(member.Name, member.Value.GetString()!))
            {
                inside.AddAt(member.Name, "Sent twice.");
            }
            else
            {
                CheckValue(inside, member.Name, member.Value.GetString()!);
            }
        }

        errors.MaxCount("headers", headers.Count, MaxCount);
        return headers;
    }

    /// <summary>Why a call may not bring a header of this name.</summary>
    public static string? NameError(string name) => name switch
    {
        { Length: 0 or > MaxNameLength } => "Not a valid header name.",
        _ when name.AsSpan().ContainsAnyExcept(NameLetters) => "Not a valid header name.",
        _ when Ours.Contains(name) || name.StartsWith("X-Antiphon-", StringComparison.OrdinalIgnoreCase) => "This header is set by the service.",
        _ => null,
    };

    private static void CheckValue(FieldErrors errors, string name, string value)
    {
        if (value.Length > MaxValueLength)
        {
            errors.AddAt(name, $"Longer than maximum length {MaxValueLength}.");
        }
        else if (value.AsSpan().ContainsAny('\r', '\n'))
        {
            errors.AddAt(name, "Line breaks are not allowed.");
        }
        else
        {
            TemplateChecks.Check(errors, name, Template.Parse(value));
        }
    }
}
