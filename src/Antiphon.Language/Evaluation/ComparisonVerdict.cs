using Antiphon.Language.Conditions;

namespace Antiphon.Language.Evaluation;

/// <summary>One comparison with one fact. Each method is a sentence of <c>docs/language.md</c>; SQL follows the same.</summary>
internal static class ComparisonVerdict
{
    public static Verdict Of(Comparison comparison, FactValue fact, EvaluationContext context)
    {
        if (fact is UnknownFact)
        {
            return Verdict.Unknown;
        }

        return comparison.Operator switch
        {
            Operator.Eq => Told(Equal(comparison, fact, context)),
            Operator.Neq => Told(!Equal(comparison, fact, context)),
            Operator.IsEmpty => Told(IsEmpty(fact)),
            Operator.IsNotEmpty => Told(!IsEmpty(fact)),
            Operator.ContainsAny or Operator.Contains => Told(ContainsAny(comparison, fact, context)),
            Operator.NotContainsAny or Operator.NotContains => Told(!ContainsAny(comparison, fact, context)),
            Operator.ContainsAll => Told(ContainsAll(comparison, fact, context)),
            Operator.NotContainsAll => Told(!ContainsAll(comparison, fact, context)),
            Operator.StartsWith => Told(Any(fact, comparison, context, (value, wanted, _) => Scalars.Starts(value, wanted))),
            Operator.EndsWith => Told(Any(fact, comparison, context, (value, wanted, _) => Scalars.Ends(value, wanted))),
            Operator.Lt => Told(Any(fact, comparison, context, (value, wanted, kind) => Scalars.Order(value, wanted, kind) < 0)),
            Operator.Lte => Told(Any(fact, comparison, context, (value, wanted, kind) => Scalars.Order(value, wanted, kind) <= 0)),
            Operator.Gt => Told(Any(fact, comparison, context, (value, wanted, kind) => Scalars.Order(value, wanted, kind) > 0)),
            Operator.Gte => Told(Any(fact, comparison, context, (value, wanted, kind) => Scalars.Order(value, wanted, kind) >= 0)),
            Operator.GteTimedelta => Told(AnyMoment(fact, comparison.Kind, Before(comparison, context), static (moment, limit) => moment <= limit)),
            Operator.LteTimedelta => Told(AnyMoment(fact, comparison.Kind, Before(comparison, context), static (moment, limit) => moment >= limit)),
            Operator.DuringBusinessHours => BusinessHours(fact, comparison.Kind, context, during: true),
            Operator.OutsideBusinessHours => BusinessHours(fact, comparison.Kind, context, during: false),
            _ => throw new ArgumentOutOfRangeException(nameof(comparison)),
        };
    }

    private static Verdict Told(bool holds) => holds ? Verdict.True : Verdict.False;

    private static ReadOnlySpan<FactValue> Values(in FactValue fact) => fact switch
    {
        ListFact list => list.Values.AsSpan(),
        NullFact => [],
        _ => new(in fact),
    };

    private static bool Equal(Comparison comparison, FactValue fact, EvaluationContext context) => comparison.Value is NullConstant
        ? Values(fact).IsEmpty
        : Any(fact, comparison, context, Scalars.Same);

    private static bool IsEmpty(FactValue fact) => fact is NullFact or TextFact { Value: "" } or ListFact { Values.Count: 0 };

    private static bool ContainsAny(Comparison comparison, FactValue fact, EvaluationContext context)
    {
        foreach (var wanted in comparison.Values.AsSpan())
        {
            if (Contains(fact, wanted, comparison.Kind, context))
            {
                return true;
            }
        }

        return false;
    }

    private static bool ContainsAll(Comparison comparison, FactValue fact, EvaluationContext context)
    {
        foreach (var wanted in comparison.Values.AsSpan())
        {
            if (!Contains(fact, wanted, comparison.Kind, context))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Contains(FactValue fact, Constant constant, FieldKind kind, EvaluationContext context)
    {
        if (Variables.Resolve(constant, kind, context.Variables) is not { } wanted)
        {
            return false;
        }

        if (fact is TextFact text)
        {
            return Scalars.Holds(text, wanted);
        }

        foreach (var value in Values(fact))
        {
            if (Scalars.IsMember(value, wanted, kind))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Any(FactValue fact, Comparison comparison, EvaluationContext context, Func<FactValue, Constant, FieldKind, bool> holds)
    {
        if (Variables.Resolve(comparison.Value, comparison.Kind, context.Variables) is not { } wanted)
        {
            return false;
        }

        foreach (var value in Values(fact))
        {
            if (holds(value, wanted, comparison.Kind))
            {
                return true;
            }
        }

        return false;
    }

    private static DateTimeOffset Before(Comparison comparison, EvaluationContext context) => ((TimedeltaConstant)comparison.Value).Value.Before(context.Now);

    private static bool AnyMoment(FactValue fact, FieldKind kind, DateTimeOffset limit, Func<DateTimeOffset, DateTimeOffset, bool> holds)
    {
        foreach (var value in Values(fact))
        {
            if (Scalars.MomentOf(value, kind) is { } moment && holds(moment, limit))
            {
                return true;
            }
        }

        return false;
    }

    private static Verdict BusinessHours(FactValue fact, FieldKind kind, EvaluationContext context, bool during)
    {
        if (context.BusinessHours is not { } hours)
        {
            return Verdict.Unknown;
        }

        var holds = false;
        foreach (var value in Values(fact))
        {
            holds |= Scalars.MomentOf(value, kind) is { } moment && hours.Contains(moment) == during;
        }

        return Told(holds);
    }
}
