using Antiphon.Data;
using Antiphon.Language;
using Antiphon.Language.Conditions;

namespace Antiphon.Views.Filtering;

/// <summary>What a path gives: any number of values.</summary>
internal abstract record Values
{
    /// <summary>Whether any of the values is so.</summary>
    public abstract Piece Any(Func<Value, Piece> holds);

    /// <summary>Whether there are none.</summary>
    public abstract Piece None { get; }

    /// <summary>No value, or a single empty text.</summary>
    public virtual Piece IsEmpty => None;

    /// <summary>Whether <c>contains…</c> finds the constant.</summary>
    public virtual Piece Found(Constant wanted) => Any(value => value.Found(wanted));

    /// <summary>Whether <c>containsAny</c> finds one of the constants.</summary>
    public virtual Piece FoundAny(IReadOnlyList<Constant> wanted) => Piece.Any([.. wanted.Select(Found)]);
}

/// <summary>A path that gives nothing, because nothing in this version writes what it asks for.</summary>
internal sealed record NoValues : Values
{
    public override Piece None => Piece.True;

    public override Piece Any(Func<Value, Piece> holds) => Piece.False;
}

/// <summary>The value of a column, if there is one.</summary>
internal sealed record ColumnValues(Value Value, Sql Column, bool CanBeNull) : Values
{
    public override Piece None => CanBeNull ? new(Sql.Of($"{Column} is null")) : Piece.False;

    public override Piece IsEmpty => Value is TextValue ? Piece.Any([None, Value.IsBlank]) : None;

    public override Piece Any(Func<Value, Piece> holds) => holds(Value);

    public static ColumnValues Text(Sql column, bool canBeNull = true) => new(new TextValue(column, canBeNull), column, canBeNull);

    public static ColumnValues Id(Sql column, bool canBeNull = true) => new(new IdValue(column, canBeNull), column, canBeNull);

    public static ColumnValues Flag(Sql column, bool canBeNull = true) => new(new FlagValue(column, canBeNull), column, canBeNull);

    public static ColumnValues Moment(Sql column, bool canBeNull = true) => new(new MomentValue(column, canBeNull), column, canBeNull);

    public static ColumnValues Word(Sql column, IReadOnlyDictionary<string, Sql> words) => new(new WordValue(column, words), column, CanBeNull: false);
}

/// <summary>
/// The values of rows beside the ticket. <paramref name="Rows"/> goes from the from clause into the where clause and ends where a condition on a row may be
/// added; a row that it names has a value.
/// </summary>
internal sealed record RowValues(Value Value, Sql Rows) : Values
{
    public override Piece None => new(Sql.Of($"not exists (select {Rows})"));

    public override Piece IsEmpty => !new Piece(Sql.Of($"exists (select {Rows} and {(!Value.IsBlank).Sql})"));

    public override Piece Any(Func<Value, Piece> holds) => new(Sql.Of($"exists (select {Rows} and {holds(Value).Sql})"));
}

/// <summary>A list of ids in an array column, which is never null. Where it can, a comparison is an overlap, which the index on tags answers.</summary>
internal sealed record ArrayValues(Sql Column) : Values
{
    public override Piece None => new(Sql.Of($"{Column} = '{{}}'::bigint[]"));

    public override Piece Any(Func<Value, Piece> holds) => new(Sql.Of($"exists (select from unnest({Column}) item (id) where {holds(new IdValue(Sql.Of($"item.id"))).Sql})"));

    public override Piece Found(Constant wanted) => FoundAny([wanted]);

    public override Piece FoundAny(IReadOnlyList<Constant> wanted) => Overlap(IdValue.Of(wanted));

    public Piece Overlap(long[] ids) => ids.Length == 0 ? Piece.False : new(Sql.Of($"{Column} && {ids}"));
}

/// <summary>The names of a ticket's tags. Names are looked up before, so that the statement has ids whose frequency the planner knows.</summary>
internal sealed record TagNameValues(long AccountId, TagNames Names) : Values
{
    private static readonly ArrayValues Ids = new(Sql.Of($"tickets.tag_ids"));

    public override Piece None => Ids.None;

    public override Piece Any(Func<Value, Piece> holds) => new(
        Sql.Of($"tickets.tag_ids && array(select t.id from tags t where t.account_id = {AccountId} and {holds(new TextValue(Sql.Of($"t.name"), CanBeNull: false)).Sql})"));

    public Piece Same(string name) => Ids.Overlap(Names.Exactly(name));

    public override Piece Found(Constant wanted) => FoundAny([wanted]);

    public override Piece FoundAny(IReadOnlyList<Constant> wanted) => Ids.Overlap([.. wanted.OfType<TextConstant>().SelectMany(name => Names.Folded(Folding.Fold(name.Value))).Distinct()]);
}
