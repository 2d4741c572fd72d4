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
}
