namespace Antiphon.Data;

/// <summary>Statements that set, until the end of a transaction, how PostgreSQL plans what follows.</summary>
internal static class Planner
{
    private static readonly (string Name, string Value)[] Ordered =
    [
        ("plan_cache_mode", "force_generic_plan"), ("enable_seqscan", "off"), ("enable_bitmapscan", "off"), ("enable_sort", "off"), ("enable_incremental_sort", "off"), ("jit", "off"),
    ];

    /// <summary>
    /// Rows are looked at one by one in the order of an index until there are enough. The planner, who never knows how long a queue is just now, would rather
    /// collect and sort all of it; when it has no choice, its plan can be kept. Before PostgreSQL 18 a sort that cannot be left out then counts as so dear that the
    /// statement would be compiled, which takes longer than all of it.
    /// </summary>
    public static readonly Sql InOrder = Set(Ordered);

    /// <summary>The same for a transaction that need not be on the disk when it has ended, because nothing is lost when PostgreSQL dies within that second.</summary>
    public static readonly Sql InOrderWithoutWaiting = Set([.. Ordered, ("synchronous_commit", "off")]);

    /// <summary>The end of <see cref="InOrder"/> for a transaction that goes on, in which nothing is compiled.</summary>
    public static readonly Sql AsUsual = Set(("plan_cache_mode", "auto"), ("enable_seqscan", "on"), ("enable_bitmapscan", "on"), ("enable_sort", "on"), ("enable_incremental_sort", "on"));

    /// <summary>
    /// A plan for just these values, for filters whose values decide whether walking an order or collecting by a rare value is quicker: a plan that the server
    /// would keep fits none of them. It is not compiled, which costs more than it gives for a page.
    /// </summary>
    public static readonly Sql OnceForTheseValues = Set(("plan_cache_mode", "force_custom_plan"), ("jit", "off"));

    /// <summary>
    /// Sorts of a million rows stay in memory, several processes read and count where that is quicker even if they have many groups to hand over, and no statement is
    /// compiled for the one time that it runs.
    /// </summary>
    public static readonly Sql LargeSorts = Set(("work_mem", "64MB"), ("jit", "off"), ("parallel_tuple_cost", "0.01"));

    /// <summary>
    /// For a statement that may read most of one table: it then reads the table once from one end to the other, and not a row for each entry of an index. Not for
    /// statements that look rows of a second table up one by one, which would read all of that one too.
    /// </summary>
    public static readonly Sql OneTable = Set(("random_page_cost", "4"));

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
