using System.Globalization;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Language.Conditions;
using Antiphon.Search.FullText;
using Npgsql;

namespace Antiphon.Views.Items;

/// <summary>
/// What items can be sorted by. <paramref name="Key"/> reads the value as a cursor's text from column 1 of a row; <paramref name="ToSql"/> turns that text
/// into a typed parameter.
/// </summary>
internal sealed record ItemColumn(string Attribute, Sql Column, bool CanBeNull, Func<NpgsqlDataReader, string> Key, Func<string, Sql?> ToSql)
{
    /// <summary>The order of a search for which none was asked.</summary>
    public const string Relevance = "relevance";

    // Ranking reads every document, so only the newest hits are ranked.
    private const int MostRanked = 2000;

    /// <summary>The order of priorities as an expression that has an index (migration 0012).</summary>
    private const string Rank = "(case tickets.priority when 'critical' then 4 when 'high' then 3 when 'normal' then 2 else 1 end)";

    private static readonly IReadOnlyList<ItemColumn> OfTickets =
    [
        Time("created_datetime", Sql.Of($"tickets.created_at"), canBeNull: false),
        Time("updated_datetime", Sql.Of($"tickets.updated_at"), canBeNull: false),
        Time("last_message_datetime", Sql.Of($"tickets.last_message_at"), canBeNull: true),
        Time("last_received_message_datetime", Sql.Of($"tickets.last_received_message_at"), canBeNull: true),
        Time("closed_datetime", Sql.Of($"tickets.closed_at"), canBeNull: true),
        Time("snooze_datetime", Sql.Of($"tickets.snooze_at"), canBeNull: true),
        Number("priority", Sql.Of($"{Rank:raw}")),
    ];

    private static readonly IReadOnlyList<ItemColumn> OfCustomers =
    [
        Time("created_datetime", Sql.Of($"customers.created_at"), canBeNull: false),
        Time("updated_datetime", Sql.Of($"customers.updated_at"), canBeNull: false),
    ];

    /// <summary>What a page is chosen from; null: the table itself, with the condition.</summary>
    public Func<Sql, Sql>? Source { get; private init; }

    /// <summary>How well tickets match a search: the column of a relation that holds the newest of those that meet the rest of the condition.</summary>
    public static ItemColumn OfRelevance(PreparedSearch search) => new(
        Relevance,
        Sql.Of($"tickets.rank"),
        CanBeNull: false,
        row => row.GetInt64(1).ToString(CultureInfo.InvariantCulture),
        text => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Sql.Of($"{number}") : null)
    {
        Source = condition => Sql.Of(
            $"""
            (select newest.id, coalesce((ts_rank(found.document, {search.Query()}) * 1000000)::bigint, 0) rank
             from (select tickets.id from tickets where tickets.account_id = {search.AccountId} and {condition} order by tickets.created_at desc, tickets.id desc limit {MostRanked}) newest
             left join ticket_search found on found.account_id = {search.AccountId} and found.ticket_id = newest.id offset 0) tickets where true
            """),
    };

    /// <summary>Null for what the subject cannot be sorted by.</summary>
    public static ItemColumn? Find(FilterSubject subject, string attribute) =>
        (subject == FilterSubject.Ticket ? OfTickets : OfCustomers).FirstOrDefault(column => column.Attribute == attribute);

    private static ItemColumn Time(string attribute, Sql column, bool canBeNull) => new(
        attribute, column, canBeNull, row => WireDate.Format(row.Time(1)), text => WireDate.TryParse(text, out var time) ? Sql.Of($"{time}") : null);

    private static ItemColumn Number(string attribute, Sql column) => new(
        attribute,
        column,
        CanBeNull: false,
        row => row.GetInt32(1).ToString(CultureInfo.InvariantCulture),
        text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Sql.Of($"{number}") : null);
}

/// <summary>A column and a direction. Whatever the direction, what has no value comes last.</summary>
internal sealed record ItemOrder(ItemColumn Column, bool Descending)
{
    /// <summary>Every value of <c>order_by</c>.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. ViewWords.OrderAttributes.SelectMany(attribute => new[] { $"{attribute}:desc", $"{attribute}:asc" })];

    public string Name => $"{Column.Attribute}:{(Descending ? "desc" : "asc")}";

    /// <summary>The order of that name, or null when the subject has none such.</summary>
    public static ItemOrder? Find(FilterSubject subject, string name) =>
        name.Split(':') is [var attribute, "asc" or "desc"] && ItemColumn.Find(subject, attribute) is { } column ? new(column, name.EndsWith(":desc", StringComparison.Ordinal)) : null;
}
