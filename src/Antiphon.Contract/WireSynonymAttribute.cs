namespace Antiphon.Contract;

/// <summary>
/// Another spelling of a request member that circulates among clients. Both spellings in one object are an error. See the quick start page.
/// </summary>
/// <param name="name">The other spelling.</param>
[AttributeUsage(AttributeTargets.Property, AllowMultiple = true)]
public sealed class WireSynonymAttribute(string name) : Attribute
{
    /// <summary>The other spelling.</summary>
    public string Name { get; } = name;
}
