using System.Globalization;
using System.Text.Json;
using Antiphon.Contract;
using Antiphon.Language.Templates;

namespace Antiphon.Actions;

/// <summary>The arguments of one action, read the way clients in the field write them. Texts are templates where an action asks for them as such.</summary>
internal sealed class ActionArguments(JsonElement source, IFacts facts, string? language)
{
    private readonly List<string> missing = [];

    /// <summary>The variables without a value, in the texts that were asked for.</summary>
    public IReadOnlyList<string> Missing => missing;

    /// <summary>Whether a text grew beyond what a message may hold.</summary>
    public bool IsTooLong { get; private set; }

    public JsonElement Source => source;

    public JsonElement? Find(string name) => source.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null ? value : null;

    /// <summary>A text as it is; numbers and flags as JSON writes them.</summary>
    public string? Plain(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Array or JsonValueKind.Object } => null,
        { } value => value.GetRawText(),
    };

    public string? Text(string name) => Plain(name) is { } template ? Take(Template.Parse(template).Render(facts, new RenderOptions(Language: language))) : null;

    public string? Html(string name) => Plain(name) is { } template ? Take(Template.ParseHtml(template).Render(facts, new RenderOptions(Escaping.Html, language))) : null;

    /// <summary>An id: a number, a text of digits, or an object with one.</summary>
    public long? Id(string name) => Find(name) is { } value ? IdOf(value) : null;

    /// <summary>The ids of the first argument of some names that is there, one or a list; none when all are absent, and null when it holds anything else.</summary>
    public (string Name, long[]? Ids) Ids(IReadOnlyList<string> names)
    {
        var name = names.FirstOrDefault(one => Find(one) is not null) ?? names[0];
        long?[] ids = Find(name) switch
        {
            null => [],
            { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Select(IdOf)],
            { } one => [IdOf(one)],
        };
        return (name, Array.TrueForAll(ids, id => id is not null) ? [.. ids.OfType<long>().Distinct()] : null);
    }

    /// <summary>E-mail addresses: one text with commas, or a list of texts or of objects with <c>address</c> and <c>name</c>.</summary>
    public IReadOnlyList<MessageAddressRequest> Addresses(string name) => Find(name) switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().SelectMany(AddressesOf)],
        { } one => [.. AddressesOf(one)],
    };

    /// <summary>Counts the variables without a value in all arguments, for an action that fills them itself.</summary>
    public void NoteMissing() => missing.AddRange(JsonTemplate.Parse(source).Render(facts).Missing.Except(missing, StringComparer.Ordinal));

    private IEnumerable<MessageAddressRequest> AddressesOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => Take(Template.Parse(value.GetString()!).Render(facts))
            .Split([',', ';'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(address => new MessageAddressRequest(Address: address)),
        JsonValueKind.Object when value.TryGetProperty("address", out var address) && address.ValueKind is JsonValueKind.String =>
            [new MessageAddressRequest(value.TryGetProperty("name", out var name) && name.ValueKind is JsonValueKind.String ? name.GetString() : null, address.GetString())],
        _ => [],
    };

    private string Take(Rendering rendering)
    {
        missing.AddRange(rendering.Missing.Except(missing, StringComparer.Ordinal));
        IsTooLong |= rendering.IsTooLong;
        return rendering.Text;
    }

    private static long? IdOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.TryGetInt64(out var number) ? number : null,
        JsonValueKind.String => long.TryParse(value.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null,
        JsonValueKind.Object => value.TryGetProperty("id", out var id) ? IdOf(id) : null,
        _ => null,
    };
}
