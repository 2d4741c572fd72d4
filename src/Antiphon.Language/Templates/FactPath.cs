using System.Globalization;
using System.Text;

namespace Antiphon.Language.Templates;

/// <summary>One step of a <see cref="FactPath"/>: a member's name, or a place or id in brackets.</summary>
/// <param name="Name">The member; null for an index.</param>
/// <param name="Index">A place in a list, negative from its end, or an id among members; 0 for a name.</param>
public readonly record struct FactStep(string? Name, long Index)
{
    /// <summary>The member that this step means in an object.</summary>
    public string Member => Name ?? Index.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Where a fact stands: <c>ticket.messages[-1].body_text</c>. It has at least one step, and the first is a name.</summary>
public sealed class FactPath
{
    /// <summary>The most steps of a path.</summary>
    public const int MaxSteps = 32;

    /// <summary>Makes a path.</summary>
    /// <param name="steps">At least one; the first is a name.</param>
    public FactPath(IReadOnlyList<FactStep> steps)
    {
        ArgumentNullException.ThrowIfNull(steps);
        Steps = steps is [{ Name: not null }, ..] ? steps : throw new ArgumentException("A path begins with a name.", nameof(steps));
    }

    /// <summary>From the root to the value.</summary>
    public IReadOnlyList<FactStep> Steps { get; }

    /// <summary>The first name: <c>ticket</c>, <c>message</c>, <c>current_user</c>, …</summary>
    public string Root => Steps[0].Name!;

    /// <summary>Whether the path goes through these members from its root on.</summary>
    /// <param name="names">The first names.</param>
    /// <returns>True when the path begins with them.</returns>
    public bool StartsWith(params ReadOnlySpan<string> names)
    {
        if (names.Length > Steps.Count)
        {
            return false;
        }

        for (var i = 0; i < names.Length; i++)
        {
            if (Steps[i].Name != names[i])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The path in its usual spelling.</summary>
    /// <returns>Such as <c>ticket.messages[-1].body_text</c>.</returns>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var step in Steps)
        {
            _ = step.Name is not { } name ? text.Append('[').Append(step.Member).Append(']') : text.Append(text.Length > 0 ? "." : "").Append(name);
        }

        return text.ToString();
    }
}
