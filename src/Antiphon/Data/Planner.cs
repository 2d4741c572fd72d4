namespace Antiphon.Data;

/// <summary>Statements that set, until the end of a transaction, how PostgreSQL plans what follows.</summary>
internal static class Planner
{
    /// <summary>
    /// Rows are looked at one by one in the order of an index until there are enough. The planner, who never knows how long a queue is just now, would rather
    /// collect and sort all of it; when it has no choice, its plan can be kept.
    /// </summary>
    public static readonly Sql InOrder = Set(("plan_cache_mode", "force_generic_plan"), ("enable_seqscan", "off"), ("enable_bitmapscan", "off"), ("enable_sort", "off"));

    /// <summary>The end of <see cref="InOrder"/> for a transaction that goes on.</summary>
    public static readonly Sql AsUsual = Set(("plan_cache_mode", "auto"), ("enable_seqscan", "on"), ("enable_bitmapscan", "on"), ("enable_sort", "on"));

    /// <summary>
    /// A plan for just these values, for filters whose values decide whether walking an order or collecting by a rare value is quicker: a plan that the server
    /// would keep fits none of them. It is not compiled, which costs more than it gives for a page.
    /// </summary>
    public static readonly Sql OnceForTheseValues = Set(("plan_cache_mode", "force_custom_plan"), ("jit", "off"));

    /// <summary>Sorts of a million rows stay in memory, and no statement is compiled for the one time that it runs.</summary>
    public static readonly Sql LargeSorts = Set(("work_mem", "64MB"), ("jit", "off"));

    private static Sql Set(params ReadOnlySpan<(string Name, string Value)> settings)
    {
        var statement = Sql.Of($"select ");
        for (var i = 0; i < settings.Length; i++)
        {
            statement += Sql.Of($"{(i == 0 ? Sql.Empty : Sql.Of($", "))}set_config({settings[i].Name}, {settings[i].Value}, true)");
        }

        return statement;
    }
}
