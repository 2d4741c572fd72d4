using Antiphon.Language.Conditions;

namespace Antiphon.Language.Evaluation;

/// <summary>
/// Evaluates conditions in memory, by the rules of <c>docs/language.md</c>, which SQL follows too. From left to right, and no further than needed: behind a
/// false term of an <c>and</c> or a true term of an <c>or</c> nothing is read.
/// </summary>
public sealed class Evaluator(EvaluationContext context)
{
    /// <summary>The verdict about these facts; each comparison that was made is added to <paramref name="trace"/>.</summary>
    public Verdict Evaluate(Condition condition, IFacts facts, ICollection<TracedComparison>? trace = null)
    {
        switch (condition)
        {
            case Comparison comparison:
                var value = facts.Read(comparison.Path);
                var verdict = ComparisonVerdict.Of(comparison, value, context);
                trace?.Add(new(comparison, value, verdict));
                return verdict;
            case And all:
                return Joined(all.Terms, Verdict.False, facts, trace);
            case Or any:
                return Joined(any.Terms, Verdict.True, facts, trace);
            case Not not:
                return Inverse(Evaluate(not.Term, facts, trace));
            default:
                throw new ArgumentOutOfRangeException(nameof(condition));
        }
    }

    /// <summary>One deciding term decides; else one unknown term makes the whole unknown.</summary>
    private Verdict Joined(Items<Condition> terms, Verdict deciding, IFacts facts, ICollection<TracedComparison>? trace)
    {
        var verdict = Inverse(deciding);
        foreach (var term in terms.AsSpan())
        {
            var one = Evaluate(term, facts, trace);
            if (one == deciding)
            {
                return deciding;
            }

            if (one == Verdict.Unknown)
            {
                verdict = Verdict.Unknown;
            }
        }

        return verdict;
    }

    private static Verdict Inverse(Verdict verdict) => verdict switch
    {
        Verdict.True => Verdict.False,
        Verdict.False => Verdict.True,
        _ => Verdict.Unknown,
    };
}
