using Antiphon.Data;
using Antiphon.Language;
using Antiphon.Language.Conditions;
using Antiphon.Views.Filtering;

namespace Antiphon.Views;

/// <summary>
/// A filter as a condition on <c>tickets</c> or <c>customers</c>, with the meaning of <c>docs/language.md</c>. Every value of a filter is a parameter; what
/// stands in the statement is chosen among constants of this code.
/// </summary>
internal sealed class FilterToSql(FilterSubject subject, FilterScope scope)
{
    /// <summary>The whole of a view's filter, with the rule that trash and spam are not listed unless they are asked for.</summary>
    public static Sql Of(Filter filter, FilterSubject subject, FilterScope scope)
    {
        List<Piece> pieces = [.. subject == FilterSubject.Ticket ? Implied(filter) : [], new FilterToSql(subject, scope).Of(filter.Condition)];
        return Piece.All(pieces).Sql;
    }

    public Piece Of(Condition condition) => condition switch
    {
        And all => Piece.All([.. all.Terms.Select(Of)]),
        Or any => Piece.Any([.. any.Terms.Select(Of)]),
        Not not => !Of(not.Term),
        Comparison comparison => Of(comparison),
        _ => throw new ArgumentOutOfRangeException(nameof(condition)),
    };

    // A filter about the trash wants all of it, spam too; one about spam does not want what was thrown away.
    private static IEnumerable<Piece> Implied(Filter filter)
    {
        if (filter.Mentions("ticket.trashed_datetime"))
        {
            yield break;
        }

        yield return new(Sql.Of($"tickets.trashed_at is null"));
        if (!filter.Mentions("ticket.spam"))
        {
            yield return new(Sql.Of($"not tickets.spam"));
        }
    }

    private Piece Of(Comparison comparison)
    {
        var values = subject == FilterSubject.Ticket ? TicketPaths.Of(comparison.Path, scope) : CustomerPaths.Of(comparison.Path, scope);
        return comparison.Operator switch
        {
            Operator.Eq => Same(comparison, values),
            Operator.Neq => !Same(comparison, values),
            Operator.IsEmpty => values.IsEmpty,
            Operator.IsNotEmpty => !values.IsEmpty,
            Operator.ContainsAny or Operator.Contains => FoundAny(comparison, values),
            Operator.NotContainsAny or Operator.NotContains => !FoundAny(comparison, values),
            Operator.ContainsAll => FoundAll(comparison, values),
            Operator.NotContainsAll => !FoundAll(comparison, values),
            Operator.StartsWith => Folded(comparison) is { } beginning ? values.Any(value => value.Starts(beginning)) : Piece.False,
            Operator.EndsWith => Folded(comparison) is { } end ? values.Any(value => value.Ends(end)) : Piece.False,
            Operator.GteTimedelta => values.Any(value => value.Ordered(Operator.Lte, Before(comparison))),
            Operator.LteTimedelta => values.Any(value => value.Ordered(Operator.Gte, Before(comparison))),
            Operator.Lt or Operator.Lte or Operator.Gt or Operator.Gte =>
                Resolved(comparison) is { } limit ? values.Any(value => value.Ordered(comparison.Operator, limit)) : Piece.False,
            _ => throw new ArgumentOutOfRangeException(nameof(comparison), comparison.Operator, "Not an operator of filters."),
        };
    }

    private Piece Same(Comparison comparison, Values values) => (Resolved(comparison), values) switch
    {
        (null, _) => Piece.False,
        (NullConstant, _) => values.None,
        (TextConstant name, TagNameValues tags) => tags.Same(name.Value),
        ({ } id, ArrayValues ids) => ids.Found(id),
        ({ } wanted, _) => values.Any(value => value.Same(wanted)),
    };

    private Piece FoundAny(Comparison comparison, Values values) => values.FoundAny([.. comparison.Values.Select(value => Resolved(value, comparison.Kind)).OfType<Constant>()]);

    private Piece FoundAll(Comparison comparison, Values values) =>
        Piece.All([.. comparison.Values.Select(value => Resolved(value, comparison.Kind) is { } wanted ? values.Found(wanted) : Piece.False)]);

    private Constant? Resolved(Comparison comparison) => Resolved(comparison.Value, comparison.Kind);

    private Constant? Resolved(Constant constant, FieldKind kind) => Variables.Resolve(constant, kind, scope.Variables);

    private string? Folded(Comparison comparison) => Resolved(comparison) is TextConstant text ? Folding.Fold(text.Value) : null;

    private InstantConstant Before(Comparison comparison) => new(((TimedeltaConstant)comparison.Value).Value.Before(scope.Now));
}
