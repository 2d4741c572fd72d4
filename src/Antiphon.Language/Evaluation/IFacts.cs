using Antiphon.Language.Conditions;

namespace Antiphon.Language.Evaluation;

/// <summary>Where values are read from while conditions are evaluated.</summary>
public interface IFacts
{
    /// <summary>
    /// What stands at a path: a list when the path goes through one, <see cref="FactValue.Null"/> when nothing is there, <see cref="FactValue.Unknown"/> when that
    /// cannot be told. It is asked once for each comparison, so keep what is costly.
    /// </summary>
    FactValue Read(FieldPath path);
}

/// <summary>When an account works.</summary>
public interface IBusinessHours
{
    /// <summary>Whether it works at that moment.</summary>
    bool Contains(DateTimeOffset moment);
}

/// <summary>What conditions depend on besides the facts.</summary>
/// <param name="Now">From here the spans of <c>gteTimedelta</c> and <c>lteTimedelta</c> are counted. Whole microseconds compare as the database does.</param>
public sealed record EvaluationContext(DateTimeOffset Now)
{
    /// <summary>The values of <see cref="VariableConstant"/>s by name.</summary>
    public IReadOnlyDictionary<string, string?> Variables { get; init; } = new Dictionary<string, string?>();

    /// <summary>Null when they are not known: what is asked about them is then unknown.</summary>
    public IBusinessHours? BusinessHours { get; init; }
}
