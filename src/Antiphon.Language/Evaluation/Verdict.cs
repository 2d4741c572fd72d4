using Antiphon.Language.Conditions;

namespace Antiphon.Language.Evaluation;

/// <summary>Whether a condition holds.</summary>
public enum Verdict
{
    /// <summary>It does not.</summary>
    False,

    /// <summary>It depends on a fact that is unknown.</summary>
    Unknown,

    /// <summary>It does.</summary>
    True,
}

/// <summary>One comparison as it went.</summary>
/// <param name="Comparison">What was asked.</param>
/// <param name="Value">What was found.</param>
/// <param name="Verdict">What came of it.</param>
public sealed record TracedComparison(Comparison Comparison, FactValue Value, Verdict Verdict);
