using Antiphon.Contract;

namespace Antiphon.Identity;

/// <summary>What a token may do. Writing does not imply reading; the deprecated <c>write:all</c> is everything.</summary>
internal sealed class ScopeSet
{
    private readonly HashSet<string> names;

    public ScopeSet(IEnumerable<string> names) => this.names = names.ToHashSet(StringComparer.Ordinal);

    public IReadOnlyCollection<string> Names => names;

    public bool Allows(string scope) => names.Contains(scope) || names.Contains(Scope.WriteAll);

    public override string ToString() => string.Join(' ', names);
}
