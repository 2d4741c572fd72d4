using System.Globalization;
using System.Reflection;
using Antiphon.Contract;
using Antiphon.Http.Body;
using Microsoft.Extensions.Primitives;

namespace Antiphon.Http.Query;

/// <summary>The query of a request, read and checked against the route's <see cref="QuerySpec"/>.</summary>
internal sealed class QueryValues
{
    private static readonly string[] Comparators = ["gt", "gte", "lt", "lte"];

    private readonly Dictionary<string, object> values = new(StringComparer.Ordinal);
    private readonly QuerySpec spec;
    private Dictionary<(string Name, string Comparator), DateTimeOffset>? compared;

    private QueryValues(QuerySpec spec) => this.spec = spec;

    /// <summary>Whether the route takes this parameter at all.</summary>
    public bool IsTaken(string name) => spec.Has(name);

    public string? Text(string name) => values.GetValueOrDefault(Known(name)) as string;

    public IReadOnlyList<string>? Texts(string name) => values.GetValueOrDefault(Known(name)) as IReadOnlyList<string>;

    public long? Integer(string name) => values.GetValueOrDefault(Known(name)) as long?;

    public long[]? Integers(string name) => values.GetValueOrDefault(Known(name)) as long[];

    public bool? Flag(string name) => values.GetValueOrDefault(Known(name)) as bool?;

    /// <summary>The instant of one comparator, such as <c>created_datetime[gte]</c>.</summary>
    public DateTimeOffset? Time(string name, string comparator) => compared is not null && compared.TryGetValue((Known(name), comparator), out var time) ? time : null;

    public static ValueTask<QueryValues?> BindAsync(HttpContext http, ParameterInfo parameter)
    {
        _ = parameter;
        return ValueTask.FromResult(http.Items[typeof(QueryValues)] as QueryValues);
    }

    /// <summary>Reads the query; unknown keys land in <paramref name="unknown"/>, wrong values in <paramref name="errors"/>.</summary>
    public static QueryValues Read(IQueryCollection query, QuerySpec spec, bool withExtensions, FieldErrors errors, List<string> unknown)
    {
        var read = new QueryValues(spec);
        foreach (var (key, given) in query)
        {
            var name = key.EndsWith("[]", StringComparison.Ordinal) ? key[..^2] : key;
            var (bare, comparator) = Split(name);
            var parameter = spec.Parameters.FirstOrDefault(
                parameter => parameter.Name == bare && parameter.Compared == (comparator is not null) && (withExtensions || !parameter.IsExtension));
            if (parameter is null)
            {
                unknown.Add(key);
            }
            else if (parameter.Many)
            {
                read.ReadMany(parameter, given, errors);
            }
            else if (ReadOne(parameter, given[^1] ?? "", out var value) is { } error)
            {
                errors.AddAt(name, error);
            }
            else if (comparator is not null)
            {
                (read.compared ??= [])[(bare, comparator)] = (DateTimeOffset)value!;
            }
            else if (value is not null)
            {
                read.values[name] = value;
            }
        }

        foreach (var parameter in spec.Parameters.Where(parameter => parameter.IsRequired && !read.values.ContainsKey(parameter.Name)))
        {
            errors.AddIf(true, parameter.Name, FieldErrors.Missing);
        }

        return read;
    }

    private static (string Bare, string? Comparator) Split(string name)
    {
        var bracket = name.IndexOf('[', StringComparison.Ordinal);
        return bracket > 0 && name[^1] == ']' && Comparators.Contains(name[(bracket + 1)..^1]) ? (name[..bracket], name[(bracket + 1)..^1]) : (name, null);
    }

    private void ReadMany(QueryParameter parameter, StringValues given, FieldErrors errors)
    {
        // Repeated keys are the rule; a comma list in one key is accepted as well.
        var items = new List<object>();
        var splitting = StringSplitOptions.TrimEntries | (parameter.KeepsEmpty ? StringSplitOptions.None : StringSplitOptions.RemoveEmptyEntries);
        foreach (var text in given.SelectMany(text => (text ?? "").Split(',', splitting)))
        {
            if (ReadOne(parameter, text, out var value) is { } error)
            {
                errors.AddAt(parameter.Name, error);
                return;
            }

            items.Add(value!);
        }

        errors.NotEmpty(parameter.Name, items.Count);
        errors.MaxCount(parameter.Name, items.Count, parameter.Most);
        values[parameter.Name] = parameter.Kind is QueryKind.Integer ? items.Cast<long>().ToArray() : items.Cast<string>().ToList();
    }

    private static string? ReadOne(QueryParameter parameter, string text, out object? value)
    {
        value = null;
        if (WireText.Check(text) is { } error)
        {
            return error;
        }

        switch (parameter.Kind)
        {
            case QueryKind.Integer:
                if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
                {
                    return "Not a valid integer.";
                }

                value = number;
                return number < parameter.Min || number > parameter.Max ? Range(parameter) : null;
            case QueryKind.Flag:
                value = ScalarReader.FlagOf(text);
                return value is null ? "Not a valid boolean." : null;
            case QueryKind.Time:
                // An unencoded plus of an offset arrives as a space.
                var known = WireDate.TryParse(text.Replace(' ', '+'), out var time) || WireDate.TryParse(text, out time);
                value = time;
                return known ? null : "Not a valid datetime.";
            case QueryKind.Choice:
                value = text;
                return parameter.Allowed.Contains(text) ? null : $"Must be one of: {string.Join(", ", parameter.Allowed)}.";
            default:
                value = text;
                return text.Length > parameter.Most ? $"Longer than maximum length {parameter.Most}." : null;
        }
    }

    private static string Range(QueryParameter parameter) => (parameter.Min, parameter.Max) switch
    {
        ({ } min, { } max) => $"Must be greater than or equal to {min} and less than or equal to {max}.",
        ({ } min, null) => $"Must be greater than or equal to {min}.",
        _ => $"Must be less than or equal to {parameter.Max}.",
    };

    private string Known(string name) =>
        spec.Has(name) ? name : throw new InvalidOperationException($"The route does not declare the query parameter {name}.");
}
