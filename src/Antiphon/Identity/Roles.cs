namespace Antiphon.Identity;

/// <summary>What a route asks of its caller, from the least to the most. See "Roles" of the authentication page.</summary>
internal enum Right
{
    /// <summary>Look at everything of the desk.</summary>
    Read,

    /// <summary>Write internal notes.</summary>
    AddNotes,

    /// <summary>Reply, and change tickets and customers.</summary>
    HandleTickets,

    /// <summary>Macros, tags, views and rules; delete tickets and customers.</summary>
    LeadDesk,

    /// <summary>Users, teams, integrations and settings.</summary>
    Administer,
}

/// <summary>The roles of the wire and how far each goes.</summary>
internal static class Roles
{
    public const string Admin = "admin";
    public const string Lead = "agent";
    public const string Basic = "basic-agent";
    public const string Lite = "lite-agent";
    public const string Observer = "observer-agent";
    public const string Bot = "bot";
    public const string InternalAgent = "internal-agent";

    private static readonly Dictionary<string, Right> Reach = new(StringComparer.Ordinal)
    {
        [Admin] = Right.Administer,
        [Lead] = Right.LeadDesk,
        [Basic] = Right.HandleTickets,
        [Lite] = Right.AddNotes,
        [Observer] = Right.Read,
        [Bot] = Right.HandleTickets,
        [InternalAgent] = Right.HandleTickets,
    };

    public static IReadOnlyCollection<string> Names => Reach.Keys;

    public static bool Allows(string role, Right right) => Reach.TryGetValue(role, out var reach) && right <= reach;
}
