using System.Collections.Frozen;

namespace Antiphon.Language.Conditions;

/// <summary>Values that are known only when a filter runs (contract page views, "Templates").</summary>
public static class Variables
{
    /// <summary>Their names. As a filter's value each stands alone in its text: <c>"{{current_user.id}}"</c>.</summary>
    public static FrozenSet<string> Names { get; } = FrozenSet.Create("current_user.id", "current_user.email", "current_user.name");

    /// <summary>The name of the variable that a text consists of, or null.</summary>
    public static string? NameIn(string text)
    {
        var trimmed = text.Trim();
        if (!trimmed.StartsWith("{{", StringComparison.Ordinal) || !trimmed.EndsWith("}}", StringComparison.Ordinal) || trimmed.Length < 4)
        {
            return null;
        }

        var name = trimmed[2..^2].Trim();
        return Names.TryGetValue(name, out var known) ? known : null;
    }

    /// <summary>
    /// The constant itself, or the value of the variable as the kind holds it. Null when the variable has no value or one that the kind cannot hold: nothing is
    /// equal to it, so <c>eq</c> is false for everything and <c>neq</c> true.
    /// </summary>
    public static Constant? Resolve(Constant constant, FieldKind kind, IReadOnlyDictionary<string, string?> values) => constant is not VariableConstant { Name: var name }
        ? constant
        : values.TryGetValue(name, out var text) && text is not null ? Constants.Fit(new TextConstant(text), kind) : null;
}
