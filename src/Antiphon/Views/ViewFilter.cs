using System.Text.Json;
using Antiphon.Http;
using Antiphon.Language;
using Antiphon.Language.Conditions;
using Antiphon.Language.Syntax;

namespace Antiphon.Views;

/// <summary>The filter code of views: how its errors and its syntax tree go onto the wire.</summary>
internal static class ViewFilter
{
    private static readonly Filter Everything = Filter.Parse("").Value!;

    public static FilterSubject SubjectOf(string type) => type == View.Customers ? FilterSubject.Customer : FilterSubject.Ticket;

    /// <summary>Parses filter code; what is wrong in it is noted under <c>filters</c> with line and column.</summary>
    public static Filter? Read(string code, string type, FieldErrors errors)
    {
        var parsed = Filter.Parse(code, SubjectOf(type));
        foreach (var error in parsed.Errors)
        {
            errors.Add("filters", $"{error}.");
        }

        return parsed.Value;
    }

    /// <summary>ESTree with <c>loc</c>. A stored code that a later version of the language refuses shows as an empty one.</summary>
    public static JsonElement Tree(View view) => EsTree.ToJson((Filter.Parse(view.Filters, SubjectOf(view.Type)).Value ?? Everything).Tree);
}
