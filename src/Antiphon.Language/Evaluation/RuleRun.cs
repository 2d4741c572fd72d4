using Antiphon.Language.Rules;

namespace Antiphon.Language.Evaluation;

/// <summary>Runs a rule's statements.</summary>
public static class RuleRun
{
    /// <summary>
    /// The actions to take, in order. They are found as the caller asks for them: what an action changes in the facts is seen by the tests behind it. A branch whose
    /// test is <see cref="Verdict.Unknown"/> is left out whole, <c>else</c> included.
    /// </summary>
    public static IEnumerable<RuleAction> Actions(RuleCode code, IFacts facts, Evaluator evaluator, ICollection<TracedComparison>? trace = null)
    {
        var rest = new Stack<(Items<RuleStatement> Statements, int Next)>();
        rest.Push((code.Statements, 0));
        while (rest.TryPop(out var at))
        {
            if (at.Next == at.Statements.Count)
            {
                continue;
            }

            rest.Push((at.Statements, at.Next + 1));
            switch (at.Statements[at.Next])
            {
                case RuleAction action:
                    yield return action;
                    break;
                case RuleBranch branch:
                    var verdict = evaluator.Evaluate(branch.Test, facts, trace);
                    rest.Push((verdict == Verdict.True ? branch.Then : verdict == Verdict.False ? branch.Else : [], 0));
                    break;
            }
        }
    }
}
