using System.Globalization;
using System.Text;

namespace Antiphon.Client;

/// <summary>
/// Builds the query of a request. Values are percent-encoded whole, so that a cursor with <c>+</c>, <c>/</c> and <c>=</c> comes back as it was; lists
/// repeat their key; what is null is left out.
/// </summary>
internal sealed class QueryText
{
    private readonly StringBuilder text = new();

    public QueryText Add(string name, string? value)
    {
        if (value is not null)
        {
            text.Append(text.Length == 0 ? '?' : '&').Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));
        }

        return this;
    }

    public QueryText Add(string name, long? value) => Add(name, value?.ToString(CultureInfo.InvariantCulture));

    public QueryText Add(string name, bool? value) => Add(name, value switch { true => "true", false => "false", null => null });

    // With Z instead of +00:00: a server that decodes twice would turn the plus into a space.
    public QueryText Add(string name, DateTimeOffset? value) =>
        Add(name, value?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture));

    /// <summary>Whether the query holds what only Antiphon knows, and only on request.</summary>
    public bool NeedsExtensions { get; private set; }

    public QueryText Add(string name, TimeRange? range)
    {
        NeedsExtensions |= range is not null;
        return Add($"{name}[gte]", range?.From).Add($"{name}[gt]", range?.After).Add($"{name}[lte]", range?.Until).Add($"{name}[lt]", range?.Before);
    }

    public QueryText AddAll(string name, IEnumerable<string>? values)
    {
        foreach (var value in values ?? [])
        {
            Add(name, value);
        }

        return this;
    }

    public QueryText AddAll(string name, IEnumerable<long>? values)
    {
        foreach (var value in values ?? [])
        {
            Add(name, value);
        }

        return this;
    }

    public override string ToString() => text.ToString();
}
