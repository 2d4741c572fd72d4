namespace Antiphon.Http;

/// <summary>
/// What a call does to the world, for callers whose rights are granted one by one. A call that is several of these needs a grant of each.
/// </summary>
[Flags]
internal enum CallClass
{
    /// <summary>Follows from the route: see <see cref="CallClasses.Of"/>.</summary>
    Derived = 0,

    /// <summary>Looks.</summary>
    Read = 1,

    /// <summary>Changes what can be changed back.</summary>
    Write = 2,

    /// <summary>Reaches a customer, or lets something that does.</summary>
    Outward = 4,

    /// <summary>Takes away what no other call brings back: deletes, merges.</summary>
    Destructive = 8,

    /// <summary>Shows an agent nothing but what is its own, so it needs no grant.</summary>
    Own = 16,

    /// <summary>For people alone.</summary>
    Never = 32,
}

/// <summary>The class of each route, from its metadata.</summary>
internal static class CallClasses
{
    /// <summary>The classes that can be granted, from the least to the most.</summary>
    public static readonly IReadOnlyList<CallClass> Grantable = [CallClass.Read, CallClass.Write, CallClass.Outward, CallClass.Destructive];

    /// <summary>
    /// What the route says of itself; otherwise its right, its scope and its method tell. Whatever only admins do is for people alone: an agent that could
    /// make users, keys or grants would have no limits.
    /// </summary>
    public static CallClass Of(ApiRoute route, string method) => route switch
    {
        { Right: Identity.Right.Administer } => CallClass.Never,
        { Class: not CallClass.Derived } => route.Class,
        _ when HttpMethods.IsGet(method) || route.Scope?.EndsWith(":read", StringComparison.Ordinal) is true => CallClass.Read,
        _ when HttpMethods.IsDelete(method) => CallClass.Destructive,
        _ => CallClass.Write,
    };

    /// <summary>The resource of a route: the first half of its scope. Null for a route that names none.</summary>
    public static string? ResourceOf(ApiRoute route) => route.Scope?.Split(':')[0];

    /// <summary>The words of the wire, from the least to the most.</summary>
    public static IReadOnlyList<string> Words(this CallClass classes) => [.. Grantable.Where(one => classes.HasFlag(one)).Select(Word)];

    /// <summary>The word of one class.</summary>
    public static string Word(CallClass one) => one switch
    {
        CallClass.Read => "read",
        CallClass.Write => "write",
        CallClass.Outward => "outward",
        CallClass.Destructive => "destructive",
        CallClass.Own => "own",
        _ => "never",
    };

    /// <summary>The class that a word of the wire names; <see cref="CallClass.Derived"/> for none.</summary>
    public static CallClass Read(string? word) => Grantable.FirstOrDefault(one => Word(one) == word);
}
