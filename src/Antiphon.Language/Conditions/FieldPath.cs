using System.Text;

namespace Antiphon.Language.Conditions;

/// <summary>One step of a path.</summary>
public abstract record PathSegment;

/// <summary><c>.name</c>, or <c>["name"]</c>, which means the same.</summary>
public sealed record NameSegment(string Name) : PathSegment;

/// <summary><c>[12]</c>, or <c>["12"]</c>, which means the same: an id among custom fields, a place (from 0) in a list.</summary>
public sealed record IndexSegment(long Index) : PathSegment;

/// <summary>Where a fact is found: <c>ticket.custom_fields[12].value</c> has the root <c>ticket</c> and three segments.</summary>
public sealed record FieldPath(string Root, Items<PathSegment> Segments)
{
    /// <summary>The first index on the way, or null.</summary>
    public long? Index => Segments.OfType<IndexSegment>().FirstOrDefault()?.Index;

    /// <summary>The path with every index left empty: <c>ticket.custom_fields[].value</c>.</summary>
    public string Pattern => Spell(indexes: false);

    /// <summary>The path as canonical text.</summary>
    public override string ToString() => Spell(indexes: true);

    private string Spell(bool indexes)
    {
        var text = new StringBuilder(Root);
        foreach (var segment in Segments)
        {
            _ = segment switch
            {
                IndexSegment index => text.Append('[').Append(indexes ? index.Index : null).Append(']'),
                NameSegment { Name: var name } when IsPlain(name) => text.Append('.').Append(name),
                NameSegment { Name: var name } => text.Append('[').Append(Syntax.TextLiterals.Quote(name)).Append(']'),
                _ => text,
            };
        }

        return text.ToString();
    }

    private static bool IsPlain(string name) =>
        name.Length > 0 && (char.IsLetter(name[0]) || name[0] is '_' or '$') && name.All(c => char.IsLetterOrDigit(c) || c is '_' or '$');
}
