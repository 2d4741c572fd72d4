namespace Antiphon.Contract;

/// <summary>
/// Members of an answer that a request may repeat and that count for nothing, since clients send back whole objects that they read. Any other unknown
/// member stays an error.
/// </summary>
/// <param name="names">The members, by their wire names.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class WireIgnoresAttribute(params string[] names) : Attribute
{
    /// <summary>The members, by their wire names.</summary>
    public IReadOnlyList<string> Names { get; } = names;
}

/// <summary>Marks a list of ids whose items may also be the objects themselves, as answers have them: their <c>id</c> counts.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class WireIdsAttribute : Attribute;
